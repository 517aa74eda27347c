--- The list of loops: which run, which wait for a decision, which are over, and one key for what can be done with each. What
--- can be done is the server's word; nothing is decided here.

local scratch = require('bowline.scratch')
local server = require('bowline.server')
local status = require('bowline.status')

local M = {}

local NAME = 'bowline://loops'

local entries = {} ---@type table[] As `bowline.server.history` answers them.
local bufnr ---@type integer?

local function is_open()
  return bufnr ~= nil and vim.api.nvim_buf_is_valid(bufnr) and vim.fn.bufwinid(bufnr) ~= -1
end

local function state_of(one)
  if one.stop == 'running' then
    return '▶ ' .. (status.of(one.id) or 'running')
  end
  local waits = vim.list_contains(one.can, 'review') and ', waits for review' or ''
  return status.verdict(one.verdict) .. waits .. status.used(one)
end

local function key_help()
  local keys, words = require('bowline').loops_keys, {}
  for _, action in ipairs({ 'open', 'stop', 'report', 'rerun', 'replay', 'discard', 'close' }) do
    if keys[action] then
      table.insert(words, ('%s %s'):format(keys[action], action))
    end
  end
  return #words > 0 and table.concat(words, ' · ') or 'no keys are mapped'
end

local function render()
  if not is_open() then
    return
  end
  local lines = {}
  for _, one in ipairs(entries) do
    local root = vim.fs.basename(one.root or '')
    table.insert(lines, ('%-28s %s  %s  [%s]'):format(state_of(one), one.started, one.title, root))
  end
  scratch.buffer(NAME, #lines > 0 and lines or { 'No loop has run yet.' })
  vim.wo[vim.fn.bufwinid(bufnr)].winbar = (key_help():gsub('%%', '%%%%'))
end

--- Takes in what one server knows. Each lists the records of all, and knows of its own loops which run or wait.
local function take(found, loops, client)
  for _, one in ipairs(loops) do
    local known = found[one.id]
    local is_its_own = one.stop == 'running' or vim.list_contains(one.can, 'review') or one.root == client.root_dir
    if not known or is_its_own then
      one.client_id = client.id
      found[one.id] = one
    end
  end
  local sorted = vim.tbl_values(found)
  table.sort(sorted, function(a, b)
    if a.started ~= b.started then
      return a.started > b.started
    end
    return a.id > b.id
  end)
  return sorted
end

--- Asks the servers for the list again: there is one for each workspace.
function M.refresh()
  local clients, found = vim.lsp.get_clients({ name = 'bowline' }), {}
  if not is_open() then
    return
  elseif #clients == 0 then
    return server.call('history', {})
  end
  for _, client in ipairs(clients) do
    server.call('history', {}, { client_id = client.id, on_answer = function(answer)
      entries = take(found, answer.loops, client)
      render()
    end })
  end
end

local function on_news(event)
  local params = event.data
  local is_known = vim.iter(entries):any(function(one)
    return one.id == params.loop and one.stop == 'running'
  end)
  if event.match == 'BowlineStatus' and params.state == 'running' and is_known then
    render()
  else
    M.refresh()
  end
end

--- Does what a key asks for with the loop at the cursor, where the server says that it fits.
local function act(command, run)
  return function()
    local one = entries[vim.api.nvim_win_get_cursor(0)[1]]
    if not one then
      return
    end
    if command and not vim.list_contains(one.can, command) then
      local fits = table.concat(one.can, ', ')
      return server.say(('«%s» does not fit a loop that is %s; what fits: %s.'):format(command, state_of(one), fits), vim.log.levels.WARN)
    end
    run(one)
  end
end

local function actions()
  local commands, review = require('bowline.commands'), require('bowline.review')
  local function report(one)
    commands.report(one.id)
  end
  return {
    open = act(nil, function(one)
      local run = { review = function() review.open(one.id, one.client_id) end, showReport = function() report(one) end }
      local first = run[one.can[1]]
      if first then
        return first()
      end
      server.say('this loop runs; ' .. (require('bowline').loops_keys.stop or ':Bowline stop') .. ' stops it.')
    end),
    stop = act('stopLoop', function(one) server.call('stopLoop', { loop = one.id }, { client_id = one.client_id }) end),
    report = act('showReport', report),
    rerun = act('rerun', function(one) commands.rerun(one.id, one.client_id) end),
    replay = act('replay', function(one) commands.replay(one.id) end),
    discard = act('discard', function(one)
      if review.get(one.id) then
        review.discard(one.id)
      else
        server.call('discard', { loop = one.id }, { client_id = one.client_id })
      end
      M.refresh()
    end),
    close = function() vim.cmd.close() end,
  }
end

--- Opens the list, or goes to it.
function M.open()
  bufnr = scratch.buffer(NAME, { 'Asking the server …' })
  local window = vim.fn.bufwinid(bufnr)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd('botright 10split')
    vim.api.nvim_win_set_buf(0, bufnr)
    vim.wo.wrap = false
    vim.wo.cursorline = true
  end
  vim.bo[bufnr].filetype = 'bowline-loops'
  local keys = require('bowline').loops_keys
  for action, run in pairs(actions()) do
    if keys[action] then
      vim.keymap.set('n', keys[action], run, { buffer = bufnr, nowait = true, desc = 'Bowline: ' .. action })
    end
  end
  vim.api.nvim_create_autocmd('User', {
    group = vim.api.nvim_create_augroup('bowline.loops', {}),
    pattern = { 'BowlineStatus', 'BowlineReview', 'BowlineReady', 'BowlineApplied' },
    callback = on_news,
  })
  M.refresh()
end

return M
