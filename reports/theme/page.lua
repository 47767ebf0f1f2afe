-- What both renderers do to the text: no space between Chinese lines, the renderer's name on the last page, landscape
-- pages, a heading kept on the landscape page of its table, several landscape tables in one stretch. Quarto's own wrapping
-- of a cell's output is taken off: in it no page can be turned, and a page's contents would lack its headings.

local quarto_runs = quarto ~= nil
local renderer = nil
local mark = nil

local function section(width, height, margins, orient)
  return '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact" w:before="0" w:after="0"/><w:sectPr><w:type w:val="nextPage"/>' ..
    '<w:pgSz w:w="' .. width .. '" w:h="' .. height .. '"' .. orient .. '/><w:pgMar ' .. margins ..
    ' w:header="851" w:footer="1134" w:gutter="0"/></w:sectPr></w:pPr></w:p>'
end

local PORTRAIT = section(11906, 16838, 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"', '')
local LANDSCAPE = section(16838, 11906, 'w:top="1588" w:right="1440" w:bottom="1474" w:left="1440"', ' w:orient="landscape"')

local function is_wide(code) return code >= 0x2E80 or (code >= 0x2014 and code <= 0x2026) end

local function last_code(text) return utf8.codepoint(text, utf8.offset(text, -1)) end

local function meta(m)
  if m.renderer then renderer = pandoc.utils.stringify(m.renderer) end
  if m['page-mark'] then mark = pandoc.utils.stringify(m['page-mark']) end
  if m.month then m.date = m.month end  -- a date Quarto would read, and of a month in words make “Invalid Date”
  return m
end

local function inlines(list)
  for i = #list - 1, 2, -1 do
    if list[i].t == 'SoftBreak' then
      local before, after = pandoc.utils.stringify(list[i - 1]), pandoc.utils.stringify(list[i + 1])
      if #before > 0 and #after > 0 and (is_wide(last_code(before)) or is_wide(utf8.codepoint(after, 1))) then
        list:remove(i)
      end
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

local function is_landscape(block) return block and block.t == 'Div' and block.classes:includes('landscape') end

-- a paragraph all in black type opens a part of the text: in print it never ends a page (Word has its own setting)
local function leads(block, next_one)
  return FORMAT:match('typst') and next_one and next_one.t == 'Para' and block.t == 'Para' and #block.content == 1
    and block.content[1].t == 'Strong'
end

-- headings straight before a landscape part go into it; parts that follow each other become one
local function blocks(list)
  local out = pandoc.Blocks({})
  for i, block in ipairs(list) do
    if leads(block, list[i + 1]) then
      out:insert(pandoc.RawBlock('typst', '#lead['))
      out:insert(pandoc.Plain(block.content))
      out:insert(pandoc.RawBlock('typst', ']'))
    elseif is_landscape(block) then
      if is_landscape(out[#out]) then
        out[#out].content:extend(block.content)
      else
        local heads = pandoc.Blocks({})
        while #out > 0 and out[#out].t == 'Header' do heads:insert(1, out:remove(#out)) end
        heads:extend(block.content)
        block.content = heads
        out:insert(block)
      end
    else
      out:insert(block)
    end
  end
  return out
end

-- a part that is to stand on one page, and to fill no more than one
local function sheet(el)
  if not el.classes:includes('sheet') then return nil end
  if FORMAT:match('typst') then
    local out = pandoc.Blocks({ pandoc.RawBlock('typst', '#sheet[') })
    out:extend(el.content)
    out:insert(pandoc.RawBlock('typst', ']'))
    return out
  elseif FORMAT:match('docx') then
    local out = pandoc.Blocks({ pandoc.RawBlock('openxml', '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact" w:before="0" w:after="0"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>') })
    out:extend(el.content)
    return out
  end
end

local function div(el)
  if el.classes:includes('sheet') then return sheet(el) end
  if quarto_runs and el.classes:find_if(function(c) return c:match('^cell') end) then return el.content end
  if not is_landscape(el) then return nil end
  local out = pandoc.Blocks({})
  if FORMAT:match('typst') then
    out:insert(pandoc.RawBlock('typst', '#page(flipped: true, margin: (top: 28mm, bottom: 26mm, x: 25.4mm))['))
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

-- an accessible PDF wants words for every formula; its source is what there is
local function formula(el)
  if not FORMAT:match('typst') then return nil end
  local text = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ el }) }), 'typst'):gsub('%s+$', '')
  local words = el.text:gsub('\\', '\\\\'):gsub('"', '\\"')
  return pandoc.RawInline('typst', '#[#set math.equation(alt: "' .. words .. '")\n' .. text .. ']')
end

-- a web page has no page header: edition, state and the mark of made-up data stay at its upper edge
local function whole(doc)
  if mark and FORMAT:match('html') then
    doc.blocks:insert(1, pandoc.Div({ pandoc.Plain({ pandoc.Str(mark) }) }, pandoc.Attr('', { 'page-mark' }, { role = 'note' })))
    return doc
  end
end

return { { Meta = meta }, { Inlines = inlines, Span = span, Math = formula, Blocks = blocks }, { Div = div }, { Pandoc = whole } }
