--- Makes the read-only buffers that reviews and reports are shown in.

local M = {}

--- A named buffer with this text; one of the same name is filled anew. Neither a file nor a language server's business.
---@param name string
---@param lines string[]
---@return integer bufnr
function M.buffer(name, lines)
  local bufnr = vim.fn.bufnr('^' .. vim.fn.escape(name, [[\^$.*[]~?{},]]) .. '$')
  if bufnr == -1 then
    bufnr = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(bufnr, name)
  end
  vim.bo[bufnr].buftype = 'nofile'
  vim.bo[bufnr].swapfile = false
  vim.bo[bufnr].undolevels = -1
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].modifiable = false
  vim.bo[bufnr].modified = false
  return bufnr
end

--- The lines of a text as a buffer holds them.
---@param text string
---@return string[]
function M.lines(text)
  local lines = vim.split(text, '\r?\n')
  if #lines > 1 and lines[#lines] == '' then
    table.remove(lines)
  end
  return lines
end

return M
