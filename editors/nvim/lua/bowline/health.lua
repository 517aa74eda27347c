--- `:checkhealth bowline`.

local M = {}

local function check_binary()
  local command = require('bowline.server').command()
  if not command then
    vim.health.info('the server is started by a function of your own configuration')
    return
  end
  local binary = command[1]
  if vim.fn.executable(binary) == 0 then
    vim.health.error(('the server binary «%s» is not executable'):format(binary), {
      'Put `bowline` on PATH,',
      "or name it: require('bowline').setup{ cmd = { '/path/to/bowline', 'lsp' } }",
    })
    return
  end
  local answer = vim.system({ binary, '--version' }, { text = true, timeout = 10000 }):wait()
  local version = vim.trim(answer.stdout or '')
  if answer.code ~= 0 or not vim.startswith(version, 'bowline ') then
    vim.health.error(('«%s --version» answered: %s'):format(binary, vim.trim(version .. ' ' .. (answer.stderr or ''))))
    return
  end
  vim.health.ok(('%s (%s)'):format(version, vim.fn.exepath(binary)))
  local doctor = vim.system({ binary, 'doctor' }, { text = true, timeout = 30000, env = { NO_COLOR = '1' } }):wait()
  local say = doctor.code == 0 and vim.health.info or vim.health.warn
  say('bowline doctor says:\n' .. vim.trim((doctor.stdout or '') .. (doctor.stderr or '')))
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'bowline' })
  if not vim.lsp.is_enabled('bowline') and #clients == 0 then
    vim.health.warn('the client is not enabled', { "Call vim.lsp.enable('bowline') in your configuration." })
    return
  end
  vim.health.ok('the client is enabled')
  if #clients == 0 then
    vim.health.info('no server runs yet: it starts with the first Rust file of a project')
  end
  for _, client in ipairs(clients) do
    local capability = vim.tbl_get(client.server_capabilities, 'executeCommandProvider', 'commands') or {}
    vim.health.ok(('server runs for %s (%s, %d commands)'):format(client.root_dir or 'no directory', client.offset_encoding, #capability))
    local problem = require('bowline.server').too_old(client)
    if problem then
      vim.health.error(problem)
    end
    if client.handlers['workspace/applyEdit'] == nil then
      vim.health.error('your configuration replaces the handler of workspace/applyEdit: edits would be applied without checking every version')
    end
  end
end

function M.check()
  vim.health.start('bowline')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or newer is needed')
    return
  end
  vim.health.ok('Neovim ' .. tostring(vim.version()))
  check_binary()
  check_clients()
  if vim.fn.executable('cargo') == 1 then
    vim.health.ok('cargo: ' .. vim.fn.exepath('cargo'))
  else
    vim.health.error('cargo is not on PATH', { 'Install Rust, or start Neovim from a shell that finds cargo.' })
  end
end

return M
