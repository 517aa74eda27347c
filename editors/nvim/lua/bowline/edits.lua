--- The client's own `workspace/applyEdit`. Neovim's checks the version of the first file only and answers «applied» for an
--- edit that it refused; this one checks every file before it changes any, and answers what happened.

local M = {}

local function is_set(value)
  return value ~= nil and value ~= vim.NIL
end

--- Why a text edit cannot be applied to its file as the person has it now; nil where it can.
local function text_objection(document)
  local name = vim.fn.fnamemodify(vim.uri_to_fname(document.uri), ':~:.')
  local bufnr = vim.uri_to_bufnr(document.uri)
  -- Loaded here, before any file is changed: a file that cannot be read must not leave half an edit behind.
  local loaded, problem = pcall(vim.fn.bufload, bufnr)
  if not loaded then
    return ('%s cannot be opened: %s'):format(name, problem)
  end
  if not vim.bo[bufnr].modifiable then
    return name .. ' is not modifiable'
  end
  local known = vim.lsp.util.buf_versions[bufnr]
  if is_set(document.version) and known ~= document.version then
    return ('%s changed: the edit is for version %s, the buffer has %s'):format(name, document.version, tostring(known))
  end
  if not is_set(document.version) and vim.bo[bufnr].modified and #vim.lsp.get_clients({ bufnr = bufnr, name = 'bowline' }) == 0 then
    return name .. ' has unsaved changes that the server has not seen'
  end
end

local function file_objection(change)
  if change.kind == 'create' then
    local options = change.options or {}
    local exists = vim.uv.fs_stat(vim.uri_to_fname(change.uri)) ~= nil
    return exists and not options.overwrite and not options.ignoreIfExists and vim.uri_to_fname(change.uri) .. ' exists already' or nil
  end
  local what = change.kind == 'rename' and ('Rename %s?'):format(change.oldUri) or ('Delete %s?'):format(change.uri)
  if vim.fn.confirm('Bowline: ' .. what, '&Yes\n&No', 2) ~= 1 then
    return 'declined: ' .. what
  end
end

--- Why a workspace edit cannot be applied; nil where it can.
---@param edit lsp.WorkspaceEdit
---@return string?
function M.objection(edit)
  if not is_set(edit.documentChanges) then
    for uri in pairs(is_set(edit.changes) and edit.changes or {}) do
      local reason = text_objection({ uri = uri })
      if reason then
        return reason
      end
    end
    return nil
  end
  local created = {}
  for _, change in ipairs(edit.documentChanges) do
    local reason
    if change.kind then
      created[change.uri or ''] = change.kind == 'create' or nil
      reason = file_objection(change)
    elseif not created[change.textDocument.uri] then
      reason = text_objection(change.textDocument)
    end
    if reason then
      return reason
    end
  end
end

--- Answers `workspace/applyEdit`. Files are changed in their buffers and not written.
---@param params lsp.ApplyWorkspaceEditParams
---@param ctx lsp.HandlerContext
---@return lsp.ApplyWorkspaceEditResult
function M.on_apply_edit(_, params, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  local reason = client and M.objection(params.edit) or (not client and 'the client has stopped') or nil
  if client and not reason then
    local applied, problem = pcall(vim.lsp.util.apply_workspace_edit, params.edit, client.offset_encoding)
    reason = not applied and tostring(problem) or nil
  end
  return { applied = reason == nil, failureReason = reason }
end

return M
