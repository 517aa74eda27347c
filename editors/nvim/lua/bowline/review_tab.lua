--- The windows of a review: a tab with the original on the left and the proposed text on the right, in diff mode.
--- `]c` and `[c` move between hunks as in any diff. What is accepted is in `review.lua`.

local scratch = require('bowline.scratch')
local status = require('bowline.status')

local M = {}

local namespace = vim.api.nvim_create_namespace('bowline.review')

---@class bowline.ReviewTab
---@field page integer
---@field original integer The left window.
---@field proposed integer The right window.
---@field buffers { original: integer, proposed: integer }[] One pair a file.
---@field shown integer The file that is shown, by its place in the review.

local function review()
  return require('bowline.review')
end

local function short_name(file)
  return vim.fn.fnamemodify(vim.uri_to_fname(file.uri), ':~:.')
end

--- The hunk at a 0-based line. A range with no lines is met at the line on either side of it.
local function hunk_at(file, side, line)
  local beside
  for _, hunk in ipairs(file.hunks) do
    local first, behind = hunk[side][1], hunk[side][2]
    if first <= line and line < behind then
      return hunk
    elseif first == behind and (line == first or line == first - 1) then
      beside = hunk
    end
  end
  return beside
end

local function place_of_cursor(one)
  local tab, window = one.tab, vim.api.nvim_get_current_win()
  local bufnr, line = vim.api.nvim_win_get_buf(window), vim.api.nvim_win_get_cursor(window)[1] - 1
  for i, pair in ipairs(tab.buffers) do
    local file = one.params.files[i]
    if pair.proposed == bufnr then
      return file, hunk_at(file, 'afterLines', line)
    elseif pair.original == bufnr then
      return file, hunk_at(file, 'beforeLines', line)
    end
  end
end

--- Accepts or skips the hunk at the cursor.
---@param one bowline.Review
---@param decision 'accept'|'skip'
function M.decide_at_cursor(one, decision)
  local file, hunk = place_of_cursor(one)
  if not file or not hunk then
    return require('bowline.server').say('there is no hunk at the cursor; ]c goes to the next one.')
  end
  review().decide(one, file, hunk, decision)
end

local function mark(one, file, bufnr)
  vim.api.nvim_buf_clear_namespace(bufnr, namespace, 0, -1)
  local last = vim.api.nvim_buf_line_count(bufnr) - 1
  for i, hunk in ipairs(file.hunks) do
    local accepted = review().is_accepted(one, file, hunk)
    local words = (' %s hunk %d of %d %s '):format(accepted and '✓' or '✗', i, #file.hunks, accepted and 'accepted' or 'skipped')
    vim.api.nvim_buf_set_extmark(bufnr, namespace, math.min(hunk.afterLines[1], last), 0, {
      virt_text = { { words, accepted and 'DiagnosticOk' or 'DiagnosticWarn' } },
      virt_text_pos = 'eol',
      sign_text = accepted and '✓' or '✗',
      sign_hl_group = accepted and 'DiagnosticOk' or 'DiagnosticWarn',
    })
  end
end

--- The proposed text of a file as the person has rewritten it; nil where it stands as proposed.
---@param one bowline.Review
---@param i integer The file, by its place in the review.
---@return string?
function M.rewritten(one, i)
  local bufnr = one.tab and one.tab.buffers[i].proposed
  if not bufnr or not vim.api.nvim_buf_is_valid(bufnr) then
    return nil
  end
  local lines = vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)
  local is_proposed = vim.deep_equal(lines, scratch.lines(one.params.files[i].after))
  return not is_proposed and table.concat(lines, '\n') or nil
end

--- Opens the proposed text for the person's own changes. What is applied then is the whole text, proved anew.
---@param one bowline.Review
function M.edit(one)
  local pair = one.tab.buffers[one.tab.shown]
  vim.api.nvim_set_current_win(one.tab.proposed)
  vim.bo[pair.proposed].undolevels = vim.go.undolevels
  vim.bo[pair.proposed].modifiable = true
  for _, key in pairs(require('bowline').review_keys) do
    -- Keys that edit are the person's again; the commands do what the keys did.
    pcall(vim.keymap.del, 'n', key, { buffer = pair.proposed })
  end
  require('bowline.server').say('change the proposed text; :Bowline apply proves and applies it, :Bowline discard drops it.')
end

local function escape(text)
  return (text:gsub('[\r\n]+', ' '):gsub('%%', '%%%%'))
end

local function key_help(others)
  local keys, words = require('bowline').review_keys, {}
  for _, action in ipairs({ 'accept', 'skip', 'apply', 'discard', 'report', 'edit', 'other' }) do
    if keys[action] and (action ~= 'other' or others > 0) then
      table.insert(words, ('%s %s'):format(keys[action], action))
    end
  end
  return table.concat(words, ' · ')
end

local function bars(one)
  local tab, params = one.tab, one.params
  local accepted, all = review().count(one)
  local file = params.files[tab.shown]
  local place = #params.files > 1 and (' (file %d of %d)'):format(tab.shown, #params.files) or ''
  local number = #(params.others or {})
  -- `%<` is where a bar that is too long is cut: here in the name, for the keys must stay, and below at the end.
  vim.wo[tab.original].winbar = ('%%<original: %s%s  %s'):format(escape(short_name(file)), escape(place), escape(key_help(number)))
  local caution = #(params.cautions or {}) > 0 and (' · caution: ' .. table.concat(params.cautions, ' ')) or ''
  local others = number > 0 and (' · %d other %s'):format(number, number == 1 and 'fix' or 'fixes') or ''
  vim.wo[tab.proposed].winbar = ('%%#Title#%s%%* · %d of %d hunks accepted%s · %s%s%%<'):format(
    escape(status.verdict(params.verdict)), accepted, all, others, escape(params.summary or ''), escape(caution))
end

local function fill_quickfix(one, action)
  local items = {}
  for i, file in ipairs(one.params.files) do
    for j, hunk in ipairs(file.hunks) do
      local state = review().is_accepted(one, file, hunk) and 'accepted' or 'skipped'
      table.insert(items, {
        bufnr = one.tab.buffers[i].proposed,
        lnum = hunk.afterLines[1] + 1,
        text = ('%s: hunk %d of %d, %s'):format(short_name(file), j, #file.hunks, state),
      })
    end
  end
  local what = { title = 'Bowline: ' .. one.params.title, items = items }
  if action == 'r' then
    what.id, what.idx = one.tab.quickfix, vim.fn.getqflist({ id = one.tab.quickfix, idx = 0 }).idx
  end
  vim.fn.setqflist({}, action, what)
  if action == ' ' then
    one.tab.quickfix = vim.fn.getqflist({ id = 0 }).id
  end
end

local function is_open(one)
  local tab = one.tab
  return tab ~= nil
    and vim.api.nvim_tabpage_is_valid(tab.page)
    and vim.api.nvim_win_is_valid(tab.original)
    and vim.api.nvim_win_is_valid(tab.proposed)
end

local function diff(window, bufnr)
  vim.api.nvim_win_call(window, function()
    vim.cmd('diffoff')
    vim.api.nvim_win_set_buf(window, bufnr)
    vim.cmd('diffthis')
    vim.wo[window].foldlevel = 0
  end)
end

--- Shows one file of a review in the review's two windows.
local function show(one, i)
  local pair = one.tab.buffers[i]
  one.tab.shown = i
  one.tab.busy = true
  -- Both sides leave diff mode first: a pair of two files would be compared for a moment.
  for _, window in ipairs({ one.tab.original, one.tab.proposed }) do
    vim.api.nvim_win_call(window, function()
      vim.cmd('diffoff')
    end)
  end
  diff(one.tab.original, pair.original)
  diff(one.tab.proposed, pair.proposed)
  one.tab.busy = false
  bars(one)
end

--- Shows again what depends on the decisions.
---@param one bowline.Review
function M.refresh(one)
  if not is_open(one) then
    return
  end
  for i, file in ipairs(one.params.files) do
    mark(one, file, one.tab.buffers[i].proposed)
  end
  bars(one)
  fill_quickfix(one, 'r')
end

local function map_keys(one, bufnr)
  local loop, keys = one.params.loop, require('bowline').review_keys
  local actions = {
    accept = function() M.decide_at_cursor(one, 'accept') end,
    skip = function() M.decide_at_cursor(one, 'skip') end,
    apply = function() review().apply(loop) end,
    discard = function() review().discard(loop) end,
    report = function() require('bowline.commands').report(loop) end,
    other = function() review().other(loop) end,
    edit = function() M.edit(one) end,
  }
  for action, run in pairs(actions) do
    if keys[action] then
      vim.keymap.set('n', keys[action], run, { buffer = bufnr, nowait = true, desc = 'Bowline: ' .. action })
    end
  end
end

--- A file of the review that turns up in one of the two windows (`:cnext` does that) brings its other half along.
local function follow(one, i, bufnr)
  vim.api.nvim_create_autocmd('BufWinEnter', {
    buffer = bufnr,
    callback = function()
      local window = vim.api.nvim_get_current_win()
      if not is_open(one) or one.tab.busy or (window ~= one.tab.original and window ~= one.tab.proposed) then
        return
      end
      vim.schedule(function()
        if is_open(one) then
          local line = vim.api.nvim_win_get_cursor(window)[1]
          show(one, i)
          vim.api.nvim_set_current_win(one.tab.proposed)
          pcall(vim.api.nvim_win_set_cursor, one.tab.proposed, { line, 0 })
        end
      end)
    end,
  })
end

local function make_buffers(one)
  local buffers = {}
  for i, file in ipairs(one.params.files) do
    local path = vim.uri_to_fname(file.uri)
    local pair = {}
    for side, text in pairs({ original = file.before, proposed = file.after }) do
      local bufnr = scratch.buffer(('bowline://%s/%s%s'):format(one.params.loop, side, path), scratch.lines(text))
      -- Colours only: setting 'filetype' would call every plugin for Rust files.
      vim.bo[bufnr].syntax = vim.filetype.match({ filename = path }) or ''
      map_keys(one, bufnr)
      pair[side] = bufnr
    end
    follow(one, i, pair.proposed)
    mark(one, file, pair.proposed)
    buffers[i] = pair
  end
  return buffers
end

--- Opens a review's tab, or goes to it.
---@param one bowline.Review
function M.open(one)
  if is_open(one) then
    return vim.api.nvim_set_current_tabpage(one.tab.page)
  end
  M.close(one)
  local buffers = make_buffers(one)
  vim.cmd('tabnew')
  local empty = vim.api.nvim_get_current_buf()
  local original = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(original, buffers[1].original)
  vim.api.nvim_buf_delete(empty, { force = true })
  vim.cmd('rightbelow vsplit')
  one.tab = { page = vim.api.nvim_get_current_tabpage(), original = original, proposed = vim.api.nvim_get_current_win(), buffers = buffers }
  fill_quickfix(one, ' ')
  show(one, 1)
  M.refresh(one)
  local first = one.params.files[1].hunks[1]
  if first then
    local last = vim.api.nvim_buf_line_count(buffers[1].proposed)
    vim.api.nvim_win_set_cursor(one.tab.proposed, { math.min(first.afterLines[1] + 1, last), 0 })
  end
  if #one.params.files > 1 then
    vim.cmd('botright copen ' .. math.min(#vim.fn.getqflist() + 1, 8))
    vim.api.nvim_set_current_win(one.tab.proposed)
  end
end

--- Closes a review's tab and its buffers.
---@param one bowline.Review
function M.close(one)
  local tab = one.tab
  one.tab = nil
  if not tab then
    return
  end
  if vim.api.nvim_tabpage_is_valid(tab.page) then
    if #vim.api.nvim_list_tabpages() > 1 then
      vim.cmd.tabclose(vim.api.nvim_tabpage_get_number(tab.page))
    else
      vim.cmd('enew')
    end
  end
  for _, pair in ipairs(tab.buffers) do
    for _, bufnr in pairs(pair) do
      if vim.api.nvim_buf_is_valid(bufnr) then
        vim.api.nvim_buf_delete(bufnr, { force = true })
      end
    end
  end
end

return M
