-- What both renderers do to the page: no space between Chinese lines, the renderer's name on the last page, and,
-- where Quarto does not do it itself, landscape pages.

local quarto_runs = quarto ~= nil
local renderer = nil

local PORTRAIT = '<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>' ..
  '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>' ..
  '</w:sectPr></w:pPr></w:p>'
local LANDSCAPE = '<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/>' ..
  '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' ..
  '<w:pgMar w:top="1588" w:right="1440" w:bottom="1474" w:left="1440" w:header="851" w:footer="850" w:gutter="0"/>' ..
  '</w:sectPr></w:pPr></w:p>'

local function wide(text)
  local code = utf8.codepoint(text, #text > 0 and utf8.offset(text, -1) or 1)
  return code >= 0x2E80
end

local function meta(m)
  if m.renderer then renderer = pandoc.utils.stringify(m.renderer) end
end

local function inlines(list)
  for i = #list - 1, 2, -1 do
    local before, after = list[i - 1], list[i + 1]
    if list[i].t == 'SoftBreak' and before.t == 'Str' and after.t == 'Str' then
      local first = utf8.codepoint(after.text, 1)
      if wide(before.text) or first >= 0x2E80 then list:remove(i) end
    end
  end
  return list
end

local function span(el)
  if el.classes:includes('renderer') and renderer then
    el.content = { pandoc.Str(renderer) }
    return el
  end
end

local function div(el)
  if quarto_runs or not el.classes:includes('landscape') then return nil end
  local out = pandoc.Blocks({})
  if FORMAT:match('typst') then
    out:insert(pandoc.RawBlock('typst', '#page(flipped: true, margin: (x: 20mm, y: 22mm))['))
    out:extend(el.content)
    out:insert(pandoc.RawBlock('typst', ']'))
  elseif FORMAT:match('docx') then
    out:insert(pandoc.RawBlock('openxml', PORTRAIT))
    out:extend(el.content)
    out:insert(pandoc.RawBlock('openxml', LANDSCAPE))
  else
    return nil
  end
  return out
end

return { { Meta = meta }, { Inlines = inlines, Span = span }, { Div = div } }
