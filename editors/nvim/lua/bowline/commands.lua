--- `:Bowline …`: one function a subcommand, each asking the server for one thing.

local diagnostics = require('bowline.diagnostics')
local review = require('bowline.review')
local server = require('bowline.server')
local status = require('bowline.status')

local M = {}

local function document(bufnr)
  return { uri = vim.uri_from_bufnr(bufnr) }
end

local function start(name, bufnr, argument)
  server.call(name, argument, { bufnr = bufnr })
end

--- Fixes the diagnostic at the cursor, or those on the lines of a range.
---@param command? { range: integer, line1: integer, line2: integer }
function M.fix(command)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = server.client(bufnr)
  if not client then
    return server.call('fixAtCursor', {})
  end
  local encoding = client.offset_encoding
  local range = vim.lsp.util.make_range_params(0, encoding).range
  if command and command.range > 0 then
    local last = vim.api.nvim_buf_get_lines(bufnr, command.line2 - 1, command.line2, false)[1] or ''
    range = {
      start = { line = command.line1 - 1, character = 0 },
      ['end'] = { line = command.line2 - 1, character = vim.str_utfindex(last, encoding) },
    }
  end
  local diagnostic = diagnostics.on_line(bufnr, encoding)[1]
  start('fixAtCursor', bufnr, { textDocument = document(bufnr), range = range, diagnostic = diagnostic })
end

--- Asks about the cursor, or about the lines of a range; the answer comes as a notification.
---@param command { range: integer, line1: integer, line2: integer, fargs: string[] }
function M.ask(command)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = server.client(bufnr)
  local range = client and vim.lsp.util.make_range_params(0, client.offset_encoding).range
  if range and command.range > 0 then
    range = { start = { line = command.line1 - 1, character = 0 }, ['end'] = { line = command.line2, character = 0 } }
  end
  local question = table.concat(command.fargs, ' ', 2)
  start('ask', bufnr, { textDocument = document(bufnr), range = range, question = question })
end

local function fix_document(name)
  return function()
    local bufnr = vim.api.nvim_get_current_buf()
    start(name, bufnr, { textDocument = document(bufnr) })
  end
end

--- Makes the test at the cursor pass, or the one of a name.
---@param name? string the whole name, as libtest writes it
function M.test(name)
  local bufnr = vim.api.nvim_get_current_buf()
  local argument = { textDocument = document(bufnr), test = name }
  local client = server.client(bufnr)
  if not name and client then
    argument.position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  end
  start('makeTestPass', bufnr, argument)
end

local function test_scope(scope)
  return function()
    local bufnr = vim.api.nvim_get_current_buf()
    start('makeTestPass', bufnr, { textDocument = document(bufnr), scope = scope })
  end
end

--- Has a failing test written for what goes wrong, beside the tests of this file; asks for the words where none are given.
---@param command { fargs: string[] }
function M.write(command)
  local bufnr = vim.api.nvim_get_current_buf()
  local function begin(report)
    if report and vim.trim(report) ~= '' then
      start('writeTest', bufnr, { textDocument = document(bufnr), report = report })
    end
  end
  local report = table.concat(command.fargs, ' ', 2)
  if report ~= '' then
    return begin(report)
  end
  vim.ui.input({ prompt = 'Bowline: what goes wrong? ' }, begin)
end

--- Shows a loop's report; without an id that of the review in front, else of the loop that ended last.
---@param loop? string
function M.report(loop)
  local known = review.get(loop)
  loop = loop or (known and known.params.loop) or (status.last_ended() or {}).loop
  server.call('showReport', { loop = loop }, { on_answer = function(report)
    require('bowline.report').show(report)
  end })
end

--- Lists the loops of the journal and shows the report of the one that is picked.
function M.history()
  server.call('history', {}, { on_answer = function(answer)
    if #answer.loops == 0 then
      return server.say('no loop has run yet.')
    end
    vim.ui.select(answer.loops, {
      prompt = 'Bowline: show the report of',
      kind = 'bowline.history',
      format_item = function(one)
        return ('%s  %s  %s  (%s)'):format(one.started, status.verdict(one.verdict), one.title, one.stop)
      end,
    }, function(one)
      if one then
        M.report(one.id)
      end
    end)
  end })
end

--- Asks an earlier loop's question again; without an id that of the loop that ended last.
---@param loop? string
---@param client_id? integer
function M.rerun(loop, client_id)
  loop = loop or (status.last_ended() or {}).loop
  if not loop then
    return server.say('no loop has ended yet; :Bowline loops lists earlier ones.', vim.log.levels.WARN)
  end
  server.call('rerun', { loop = loop }, { client_id = client_id })
end

--- Steps through an earlier loop's record again and says whether every decision is as recorded.
---@param loop? string
function M.replay(loop)
  loop = loop or (status.last_ended() or {}).loop
  if not loop then
    return server.say('no loop has ended yet; :Bowline loops lists earlier ones.', vim.log.levels.WARN)
  end
  server.call('replay', { loop = loop }, { on_answer = function(answer)
    server.say(answer.message, answer.agrees and vim.log.levels.INFO or vim.log.levels.WARN)
  end })
end

---@type table<string, fun(command: table, loop?: string)>
local subcommands = {
  fix = function(command) M.fix(command) end,
  ask = function(command) M.ask(command) end,
  ['fix-file'] = fix_document('fixFile'),
  ['fix-package'] = fix_document('fixPackage'),
  ['fix-workspace'] = fix_document('fixWorkspace'),
  test = function(_, name) M.test(name) end,
  ['test-file'] = test_scope('file'),
  ['test-package'] = test_scope('package'),
  ['test-workspace'] = test_scope('workspace'),
  ['write-test'] = function(command) M.write(command) end,
  stop = function(_, loop) server.call('stopLoop', { loop = loop }) end,
  report = function(_, loop) M.report(loop) end,
  apply = function(_, loop) review.apply(loop) end,
  discard = function(_, loop) review.discard(loop) end,
  review = function(_, loop) review.open(loop) end,
  other = function(_, loop) review.other(loop) end,
  accept = function() review.decide_at_cursor('accept') end,
  skip = function() review.decide_at_cursor('skip') end,
  history = function() M.history() end,
  loops = function() require('bowline.loops').open() end,
  rerun = function(_, loop) M.rerun(loop) end,
  replay = function(_, loop) M.replay(loop) end,
  restart = function() server.restart() end,
}

--- The subcommands that take a loop's id.
local WITH_LOOP = { stop = true, report = true, apply = true, discard = true, review = true, other = true, rerun = true, replay = true }

--- Runs `:Bowline {subcommand} [loop]`; alone it fixes at the cursor.
---@param command table as `nvim_create_user_command` gives it
function M.run(command)
  local name = command.fargs[1] or 'fix'
  local subcommand = subcommands[name]
  if not subcommand then
    return server.say(('there is no «%s». Try one of: %s'):format(name, table.concat(M.names(), ', ')), vim.log.levels.ERROR)
  end
  subcommand(command, command.fargs[2])
end

---@return string[]
function M.names()
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  return names
end

--- Completes the command line.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local words = vim.split(line:gsub('^.-Bowline!?%s+', '', 1), '%s+')
  local offered = #words <= 1 and M.names() or {}
  if #words == 2 and WITH_LOOP[words[1]] then
    offered = vim.list_extend(status.loops(), review.loops())
    offered = vim.fn.uniq(vim.fn.sort(offered))
  end
  return vim.tbl_filter(function(one)
    return vim.startswith(one, lead)
  end, offered)
end

return M
