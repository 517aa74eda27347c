--- Finds the directory that a server is started for.

local M = {}

local function declares_workspace(manifest)
  local file = io.open(manifest, 'r')
  if not file then
    return false
  end
  local text = file:read('*a')
  file:close()
  return ('\n' .. text):find('\n%s*%[%s*workspace[%]%s%.]') ~= nil
end

--- The workspace root over a path: the nearest manifest with a `[workspace]` table, else the nearest manifest, else the
--- nearest `bowline.toml` or `.git`.
---@param path string
---@return string?
function M.find(path)
  local manifests = vim.fs.find('Cargo.toml', { path = vim.fs.dirname(path), upward = true, limit = math.huge, type = 'file' })
  for _, manifest in ipairs(manifests) do
    if declares_workspace(manifest) then
      return vim.fs.dirname(manifest)
    end
  end
  if manifests[1] then
    return vim.fs.dirname(manifests[1])
  end
  return vim.fs.root(path, { 'bowline.toml', '.git' })
end

--- `root_dir` of the client's configuration: a file in no project gets no server.
---@param bufnr integer
---@param on_dir fun(directory: string)
function M.of_buffer(bufnr, on_dir)
  local name = vim.api.nvim_buf_get_name(bufnr)
  local root = name ~= '' and M.find(vim.fs.normalize(name)) or nil
  if root then
    on_dir(root)
  end
end

return M
