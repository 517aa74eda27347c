--- The lenses over tests, of our own server alone: Neovim shows a server's lenses only when asked, and asking it would show those of
--- every other server too. `vim.lsp.codelens.run()` runs the one on the cursor's line.

local M = {}

local function refresh(client, bufnr)
  if not vim.api.nvim_buf_is_loaded(bufnr) then
    return
  end
  if not require('bowline').lenses then
    return vim.lsp.codelens.clear(client.id, bufnr)
  end
  client:request('textDocument/codeLens', { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }, function(err, lenses)
    if not err and vim.api.nvim_buf_is_loaded(bufnr) then
      vim.lsp.codelens.save(lenses, bufnr, client.id)
      vim.lsp.codelens.display(lenses, bufnr, client.id)
    end
  end, bufnr)
end

--- Shows the lenses of a buffer, and again whenever its text has settled.
---@param client vim.lsp.Client
---@param bufnr integer
function M.follow(client, bufnr)
  if not client:supports_method('textDocument/codeLens') then
    return
  end
  refresh(client, bufnr)
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged', 'BufWritePost' }, {
    group = vim.api.nvim_create_augroup(('bowline.lenses.%d'):format(bufnr), {}),
    buffer = bufnr,
    callback = function()
      if client:is_stopped() then
        return true
      end
      refresh(client, bufnr)
    end,
  })
end

--- Shows the lenses of every buffer of a client anew.
---@param client_id integer
function M.refresh_all(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for bufnr in pairs(client and client.attached_buffers or {}) do
    refresh(client, bufnr)
  end
end

return M
