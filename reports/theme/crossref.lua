-- Numbers for figures and tables, the references to them, widths of columns: the same under both renderers. Quarto would
-- number them itself, but frames every one in Word as a table of one cell, where no head repeats and no alt text is left.

local words = { fig = '图', tbl = '表' }
local gap = '\u{a0}'
local anchors = {}
local numbers = {}
local count = { fig = 0, tbl = 0 }
local missing = {}
local twice = {}
local holes = {}
local larger, smaller = math.max, math.min

local function label(id)
  local kind = id:sub(1, 3)
  return words[kind] .. gap .. numbers[id]
end

local function number(id)
  local kind = id:sub(1, 3)
  if numbers[id] then error('label used twice: ' .. id) end
  count[kind] = count[kind] + 1
  numbers[id] = tostring(count[kind])
end

local function headed(caption, id)
  local first = caption.long[1]
  local start = pandoc.Inlines({ pandoc.Str(label(id)), pandoc.Str('\u{2003}') })
  if first then
    first.content = start .. first.content
  else
    caption.long = { pandoc.Plain(start) }
  end
  return caption
end

-- a caption may still carry its attributes as text
local function caption_id(tbl)
  if tbl.identifier:match('^tbl%-') then return tbl.identifier end
  local block = tbl.caption.long[1]
  if not block then return nil end
  for i, el in ipairs(block.content) do
    local id = el.t == 'Str' and el.text:match('^{#(tbl%-[%w%-]+)')
    if id then
      while #block.content >= i do block.content:remove(i) end
      while #block.content > 0 and block.content[#block.content].t == 'Space' do block.content:remove() end
      return id
    end
  end
end

-- shares as Quarto writes them, for tables whose own text gives none
local function set_widths(tbl)
  local text = tbl.attributes['tbl-colwidths']
  tbl.attributes['tbl-colwidths'] = nil
  if not text then return end
  local shares, total = {}, 0
  for share in text:gmatch('[%d%.]+') do
    shares[#shares + 1] = tonumber(share)
    total = total + tonumber(share)
  end
  if #shares ~= #tbl.colspecs then error('tbl-colwidths: ' .. text .. ' for ' .. #tbl.colspecs .. ' columns') end
  local specs = {}
  for i, spec in ipairs(tbl.colspecs) do specs[i] = { spec[1], shares[i] / total } end
  tbl.colspecs = specs
end

-- Quarto hands over figures and tables with a number as nodes of its own: back to what they were
local function plain(float)
  local caption = float.caption_long
  local long = caption and pandoc.Blocks(pandoc.utils.type(caption) == 'Blocks' and caption or { caption }) or pandoc.Blocks({})
  local content = pandoc.Blocks(pandoc.utils.type(float.content) == 'Blocks' and float.content or { float.content })
  if not float.identifier:match('^tbl%-') then
    local bare = content:walk({ Para = function(el) return pandoc.Plain(el.content) end })
    return pandoc.Figure(bare, { long = long }, pandoc.Attr(float.identifier, float.classes))
  end
  local id, shares = float.identifier, float.attributes['tbl-colwidths']
  return content:walk({
    Table = function(el)
      el.identifier, id = id, ''
      el.caption = { long = long }
      if shares then el.attributes['tbl-colwidths'] = shares end
      return el, false
    end,
  })
end

local function collect(doc)
  if doc.meta.lang and pandoc.utils.stringify(doc.meta.lang):match('^en') then
    words = { fig = 'Figure', tbl = 'Table' }
  end
  return doc:walk({
    traverse = 'topdown',
    Figure = function(el)
      if el.identifier:match('^fig%-') then
        number(el.identifier)
        el.caption = headed(el.caption, el.identifier)
        return el, false
      end
    end,
    Table = function(el)
      local id = caption_id(el)
      if id then
        el.identifier = id
        number(id)
        el.caption = headed(el.caption, id)
        set_widths(el)
        return el, false
      end
    end,
  })
end

-- no number or code may break: a column is at least as wide as its longest one, the others give way; where all of them
-- together are wider than the page, the columns of words give way
local function room_of(word)  -- in widths of a Chinese character, in the faces that pages bring along
  local room = 0
  for sign in word:gmatch('.') do
    room = room + (sign:match("[fijlrtI.,:;'()/|-]") and 0.4 or sign:match('[mwMW%%]') and 0.95 or sign:match('[%u&]') and 0.74 or 0.57)
  end
  return room
end

local function longest(text)
  local any, figure = 0, 0
  text = text:gsub('(%d)–(%d)', '%1n%2'):gsub('(%d)—(%d)', '%1M%2')  -- ranges stay whole
  for word in text:gmatch('[%w%.,%%/%-<>=()]+') do
    local room = smaller(room_of(word), 12)
    any = larger(any, room)
    if word:match('%d') then figure = larger(figure, room) end
  end
  return any, figure
end

local function demands(tbl)
  local need, whole = {}, {}
  local function row(cells)
    for i, cell in ipairs(cells) do
      local any, figure = longest(pandoc.utils.stringify(cell.contents))
      need[i], whole[i] = larger(need[i] or 0, any), larger(whole[i] or 0, figure)
    end
  end
  for _, r in ipairs(tbl.head.rows) do row(r.cells) end
  for _, body in ipairs(tbl.bodies) do
    for _, r in ipairs(body.body) do row(r.cells) end
  end
  return need, whole
end

local function widen(tbl, room)
  local total = 0
  for _, spec in ipairs(tbl.colspecs) do
    if not spec[2] then return nil end
    total = total + spec[2]
  end
  local least, figures, short, free = {}, {}, 0, 0
  local sizes = words.fig == '图' and { 9, 10.5 } or { 8.5, 9.5 }
  local size = #tbl.colspecs > 7 and sizes[1] or sizes[2]
  local factor, margin = 1, 4
  if FORMAT:match('docx') then factor, margin = 0.9, 6 end  -- its letters are narrower, and a number too wide breaks
  local function share_of(wide) return smaller((wide * size * factor + margin) / room, 0.5) end
  local needs, wholes = demands(tbl)
  for i, need in ipairs(needs) do
    local width = tbl.colspecs[i][2] / total
    least[i], figures[i] = share_of(need), share_of(wholes[i])
    if width < least[i] then short = short + least[i] - width else free = free + width - least[i] end
  end
  local share = free > 0 and smaller(short / free, 1) or 0
  local words, fixed = 0, 0
  for i in ipairs(least) do words, fixed = words + least[i], fixed + figures[i] end
  local full, over = words > 1, larger(fixed, 1)
  local part = full and words > fixed and larger(1 - fixed, 0) / (words - fixed) or 1
  local specs = {}
  for i, spec in ipairs(tbl.colspecs) do
    local width = spec[2] / total
    local floor = least[i] or 0
    local given = width < floor and floor or width - (width - floor) * share
    specs[i] = { spec[1], full and (figures[i] + (floor - figures[i]) * part) / over or given }
  end
  tbl.colspecs = specs
  return tbl
end

-- in print: the height a table needs, from the widths of its columns [pt]; a Chinese character is as wide as it is high
local function height(tbl, room)
  local size = #tbl.colspecs > 7 and 9 or 10.5
  local function lines(cell, i)
    local width = 0
    for _, code in utf8.codes(pandoc.utils.stringify(cell.contents)) do width = width + (code >= 0x2010 and 1 or 0.52) end
    local share = tbl.colspecs[i][2] or 1 / #tbl.colspecs
    return larger(1, math.ceil(width * size / larger(share * room - 7, size)))
  end
  local total = 0
  local function row(cells)
    local most = 1
    for i, cell in ipairs(cells) do most = larger(most, lines(cell, i)) end
    total = total + size * (1.42 * most - 0.42) + 8
  end
  for _, r in ipairs(tbl.head.rows) do row(r.cells) end
  for _, body in ipairs(tbl.bodies) do
    for _, r in ipairs(body.body) do row(r.cells) end
  end
  return total
end

local function tables(doc)
  local function fit(tbl, room, page)
    local fitted = widen(tbl, room) or tbl
    if FORMAT:match('typst') and fitted.identifier ~= '' and height(fitted, room) < 0.45 * page then
      fitted.classes:insert('whole')
    end
    return fitted
  end
  local function wide(el)
    if el.classes:includes('landscape') then
      return el:walk({ Table = function(t) return fit(t, 690, 440) end }), false
    end
  end
  return doc:walk({ traverse = 'topdown', Div = wide, Table = function(t) return fit(t, 440, 638), false end })
end

local function image(el)
  local alt = el.attributes['fig-alt']
  if alt then
    el.attributes['fig-alt'] = nil
    if FORMAT:match('html') then el.attributes['alt'] = alt end
    if FORMAT:match('docx') then el.caption = { pandoc.Str(alt) } end
  end
  if FORMAT:match('typst') then
    local function quoted(text) return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"' end
    local words = quoted(alt or pandoc.utils.stringify(el.caption))
    return pandoc.RawInline('typst', '#image(' .. quoted(el.src) .. ', alt: ' .. words .. ', width: 100%)')
  end
  return el
end

-- Figures are written out, since Quarto makes them anew: in a page it wraps them twice, and in Typst it drops the caption
-- of a table that it did not number itself
local function framed(to, start, body, middle, caption, stop)
  local out = pandoc.Blocks({ pandoc.RawBlock(to, start) })
  out:extend(body)
  local said = pandoc.Inlines({ pandoc.RawInline(to, middle) })
  said:extend(pandoc.utils.blocks_to_inlines(caption.long))
  said:insert(pandoc.RawInline(to, stop))
  out:insert(pandoc.Plain(said))
  return out
end

-- a short table stays on one page; of a longer one the head never stands at the foot of a page with a row or two
local function typst_figure(el, body, kind)
  local id, caption = el.identifier, el.caption
  el.identifier, el.caption = '', {}
  if kind == 'table' then
    local whole = el.classes:includes('whole')
    el.classes = el.classes:filter(function(class) return class ~= 'whole' end)
    local start, stop = '#figure(with-rows[', ''
    if whole then start, stop = '#whole[#figure([', ']' end
    return framed('typst', start, body, '], caption: [', caption, '], kind: table) <' .. id .. '>' .. stop .. '\n')
  end
  return framed('typst', '#figure([', body, '], caption: [', caption, '], kind: ' .. kind .. ') <' .. id .. '>\n')
end

local function write_figure(el)
  if el.identifier == '' then return nil end
  if FORMAT:match('typst') then return typst_figure(el, el.content, 'image') end
  if FORMAT:match('html') then
    local start = '<figure id="' .. el.identifier .. '">'
    return framed('html', start, el.content, '<figcaption>', el.caption, '</figcaption>\n</figure>')
  end
end

local function write_table(el)
  if el.identifier ~= '' and FORMAT:match('typst') then return typst_figure(el, { el }, 'table') end
end

local function cite(el)
  local out = pandoc.Inlines({})
  for i, c in ipairs(el.citations) do
    if not c.id:match('^fig%-') and not c.id:match('^tbl%-') then return nil end
    if not numbers[c.id] then
      missing[#missing + 1] = c.id
    else
      if i > 1 then out:insert(pandoc.Str('、')) end
      out:insert(pandoc.Link({ pandoc.Str(label(c.id)) }, '#' .. c.id))
    end
  end
  return out
end

local function note(el)
  local id = el.identifier
  if id == '' then return end
  if anchors[id] then twice[#twice + 1] = id end
  anchors[id] = true
end

-- a picture that is not there is a hole in the page, and only a warning to either renderer
local function look(el)
  note(el)
  if el.src:match('^%a+:') then return end
  local path = el.src:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end)
  local file = io.open(path)
  if file then file:close() else holes[#holes + 1] = el.src end
end

local function finish(doc)
  doc:walk({ Header = note, Div = note, Span = note, Table = note, Figure = note, Image = look })
  doc:walk({
    Link = function(el)
      local id = el.target:match('^#(.+)$')
      if id and not anchors[id] then missing[#missing + 1] = id end
    end,
  })
  if #missing > 0 then error('unresolved reference: ' .. table.concat(missing, ', ')) end
  if #twice > 0 then error('label used twice: ' .. table.concat(twice, ', ')) end
  if #holes > 0 then error('picture not found: ' .. table.concat(holes, ', ')) end
  return doc
end

return {
  { FloatRefTarget = plain }, { Pandoc = collect }, { Pandoc = tables }, { Cite = cite, Image = image }, { Pandoc = finish },
  { Figure = write_figure, Table = write_table },
}
