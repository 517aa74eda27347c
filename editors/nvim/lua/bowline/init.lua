--- The public face: everything a person's own configuration calls. The rest of `bowline.*` may change.

local M = {}

---@class bowline.Options
---@field settings? table The server's settings, as in `bowline.toml`.
---@field cmd? string[] The server's command; default `{ 'bowline', 'lsp' }`.
---@field review? bowline.ReviewOptions
---@field lenses? boolean Show the lenses over tests; `editor.test_lenses` of the settings turns them off in the server.
---@field loops? { keys?: false|table<string, string> } Keys of the list of loops (`open`, `stop`, `report`, `rerun`, `replay`, `discard`, `close`).

---@class bowline.ReviewOptions
---@field keys? false|table<string, string> Keys of the review's own buffers by action (`accept`, `skip`, `apply`, `discard`, `report`, `other`, `edit`); `false` for none.

--- The keys of the review's own buffers. No key is mapped anywhere else.
M.review_keys = { accept = 'a', skip = 'x', apply = '<CR>', discard = 'q', report = 'K', other = 'o', edit = 'e' }

--- Keys of the list of loops (`:Bowline loops`).
M.loops_keys = { open = '<CR>', stop = 's', report = 'K', rerun = 'r', replay = 'p', discard = 'x', close = 'q' }

--- Whether the lenses over tests are shown.
M.lenses = true

--- Configures and enables the client; called again, a running server takes the new settings at once. Not needed where
--- `vim.lsp.config` and `vim.lsp.enable('bowline')` are used directly.
---@param options? bowline.Options
function M.setup(options)
  options = options or {}
  for _, view in ipairs({ 'review', 'loops' }) do
    local keys, known = vim.tbl_get(options, view, 'keys'), view .. '_keys'
    if keys == false then
      M[known] = {}
    elseif keys then
      M[known] = vim.tbl_extend('force', M[known], keys)
    end
  end
  if options.lenses ~= nil then
    M.lenses = options.lenses
  end
  local config = {}
  config.cmd = options.cmd
  config.settings = options.settings and { bowline = options.settings } or nil
  if not vim.tbl_isempty(config) then
    vim.lsp.config('bowline', config)
  end
  vim.lsp.enable('bowline')
  if config.settings then
    require('bowline.server').push_settings(config.settings)
  end
end

--- What the loops are doing, in a few words; empty when nothing has happened. For a statusline.
---@return string
function M.status()
  return require('bowline.status').text()
end

--- `vim.lsp.buf.code_action` with the diagnostics of every source on the cursor's line, which Neovim by itself does not pass.
---@param options? vim.lsp.buf.code_action.Opts
function M.code_action(options)
  options = vim.deepcopy(options or {})
  local client = require('bowline.server').client()
  if client then
    local found = require('bowline.diagnostics').on_line(vim.api.nvim_get_current_buf(), client.offset_encoding)
    options.context = vim.tbl_extend('keep', options.context or {}, { diagnostics = found })
  end
  vim.lsp.buf.code_action(options)
end

return M
