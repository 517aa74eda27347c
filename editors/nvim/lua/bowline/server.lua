--- Talks to the server: finds the client, calls its commands, starts it again. Knows nothing of what the commands do.

local M = {}

--- Says something to the person.
---@param message string
---@param level? integer
function M.say(message, level)
  vim.notify('Bowline: ' .. message, level or vim.log.levels.INFO)
end

--- The command line of the server, as configured.
---@return string[]?
function M.command()
  local config = vim.lsp.config['bowline']
  local command = config and config.cmd
  return type(command) == 'table' and command or nil
end

--- The clients that are being ended on purpose.
local ending = {} ---@type table<integer, true>

--- The version of `docs/protocol.md` that this client relies on.
M.PROTOCOL = 3

--- Why a server cannot serve this client; nil where it can.
---@param client vim.lsp.Client
---@return string?
function M.too_old(client)
  local protocol = vim.tbl_get(client.server_capabilities, 'experimental', 'bowline', 'protocol') or 0
  if protocol >= M.PROTOCOL then
    return nil
  end
  local info = client.server_info or {}
  return ("the server (bowline %s) is too old for this client: it speaks protocol %d, and %d is needed. Install the bowline binary of the same release as this plugin, or name it: require('bowline').setup{cmd = {'/path/to/bowline', 'lsp'}}.")
    :format(info.version or 'of an unknown version', protocol, M.PROTOCOL)
end

--- Greets a server that has just come up: one that is too old is named, with the way to mend it, and stopped.
---@param client vim.lsp.Client
function M.greet(client)
  local problem = M.too_old(client)
  if problem then
    M.say(problem, vim.log.levels.ERROR)
    ending[client.id] = true
    client:stop(true)
  end
end

--- Tells the person of a server that ended by itself.
function M.on_exit(code, signal, client_id)
  if not ending[client_id] and (code ~= 0 or signal ~= 0) then
    local how = signal ~= 0 and ('signal %d'):format(signal) or ('code %d'):format(code)
    M.say(('the server ended unexpectedly (%s), and the loops that ran with it. :Bowline restart starts it again; :Bowline loops shows what was going on.'):format(how), vim.log.levels.ERROR)
  end
  ending[client_id] = nil
end

local warned = false

--- Says once how to mend a missing binary.
---@return boolean # whether it is missing
function M.warn_if_missing()
  local command = M.command()
  if not command or vim.fn.executable(command[1]) == 1 then
    return false
  end
  if not warned then
    warned = true
    M.say(
      ("the server binary «%s» is not executable. Put it on PATH, or name it: require('bowline').setup{cmd = {'/path/to/bowline', 'lsp'}}. See :checkhealth bowline."):format(command[1]),
      vim.log.levels.ERROR
    )
  end
  return true
end

--- The client of a buffer, else of any buffer: reviews and reports are scratch buffers without a client.
---@param bufnr? integer
---@return vim.lsp.Client?
function M.client(bufnr)
  local own = vim.lsp.get_clients({ name = 'bowline', bufnr = bufnr or vim.api.nvim_get_current_buf() })[1]
  return own or vim.lsp.get_clients({ name = 'bowline' })[1]
end

local function explain_absence()
  warned = false
  if not M.warn_if_missing() then
    M.say("no server runs. Open a Rust file of a project, and see that vim.lsp.enable('bowline') was called.", vim.log.levels.ERROR)
  end
end

---@class bowline.Call
---@field client_id? integer The client to ask; default that of the current buffer.
---@field bufnr? integer The buffer whose unsent changes go first.
---@field on_answer? fun(answer: any)

--- Sends what was typed in any buffer before the command that works on it: Neovim waits 150 ms with a change, and flushes
--- only the buffer of a request by itself. Without the module a loop merges the late change, or says that the text drifted.
---@param client vim.lsp.Client
local function flush(client)
  local found, tracking = pcall(require, 'vim.lsp._changetracking')
  if found and tracking.flush then
    pcall(tracking.flush, client)
  end
end

--- Calls a `bowline.server.*` command with its one argument. A refusal is shown as the server's own sentence.
---@param name string without the prefix
---@param argument table
---@param call? bowline.Call
function M.call(name, argument, call)
  call = call or {}
  local client = call.client_id and vim.lsp.get_client_by_id(call.client_id) or M.client(call.bufnr)
  if not client then
    return explain_absence()
  end
  local arguments = { vim.tbl_isempty(argument) and vim.empty_dict() or argument }
  flush(client)
  client:request('workspace/executeCommand', { command = 'bowline.server.' .. name, arguments = arguments }, function(err, answer)
    if err then
      M.say(err.message, vim.log.levels.ERROR)
    elseif call.on_answer then
      call.on_answer(answer)
    end
  end, call.bufnr)
end

--- Tells every running server of settings that have changed.
---@param settings { bowline: table }
function M.push_settings(settings)
  for _, client in ipairs(vim.lsp.get_clients({ name = 'bowline' })) do
    client.settings = settings
    client:notify('workspace/didChangeConfiguration', { settings = settings })
  end
end

local function start_again(config, buffers)
  for _, bufnr in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(bufnr) then
      vim.lsp.start(config, { bufnr = bufnr })
    end
  end
end

--- Ends every Bowline server and starts it again for the same buffers; where none runs any more, starts one.
function M.restart()
  local clients = vim.lsp.get_clients({ name = 'bowline' })
  if #clients == 0 then
    warned = false
    if vim.lsp.is_enabled('bowline') and not M.warn_if_missing() then
      return vim.cmd.doautoall('nvim.lsp.enable FileType')
    end
    return explain_absence()
  end
  for _, client in ipairs(clients) do
    ending[client.id] = true
    local buffers, config = vim.tbl_keys(client.attached_buffers), client.config
    client:stop()
    local timer, waited = assert(vim.uv.new_timer()), 0
    timer:start(50, 50, vim.schedule_wrap(function()
      if timer:is_closing() then
        return
      end
      waited = waited + 50
      if client:is_stopped() then
        timer:close()
        start_again(config, buffers)
      elseif waited == 3000 then
        client:stop(true)
      end
    end))
  end
end

return M
