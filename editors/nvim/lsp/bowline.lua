-- The client's configuration as Neovim 0.11 looks for it: `vim.lsp.enable('bowline')` finds this file on the runtime path.
-- `vim.lsp.config('bowline', {…})` overrides any of it. Behaviour lives in `lua/bowline/`.

return {
  cmd = { vim.env.BOWLINE_SERVER or 'bowline', 'lsp' },
  filetypes = { 'rust' },
  root_dir = function(bufnr, on_dir)
    require('bowline.root').of_buffer(bufnr, on_dir)
  end,
  capabilities = {
    workspace = { workspaceEdit = { documentChanges = true }, codeLens = { refreshSupport = true } },
    experimental = { bowline = { status = true, review = true } },
  },
  init_options = { client = 'bowline-nvim' },
  before_init = function(params, config)
    local settings = vim.tbl_get(config, 'settings', 'bowline')
    local options = vim.deepcopy(params.initializationOptions or config.init_options or {})
    options.settings = settings and not vim.tbl_isempty(settings) and settings or vim.empty_dict()
    params.initializationOptions = options
  end,
  on_init = function(client)
    require('bowline.server').greet(client)
  end,
  on_attach = function(client, bufnr)
    require('bowline.lenses').follow(client, bufnr)
  end,
  handlers = {
    ['workspace/applyEdit'] = function(...)
      return require('bowline.edits').on_apply_edit(...)
    end,
    ['workspace/codeLens/refresh'] = function(_, _, ctx)
      require('bowline.lenses').refresh_all(ctx.client_id)
      return vim.NIL
    end,
    ['bowline/status'] = function(_, params)
      require('bowline.status').on_status(params)
    end,
    ['bowline/review'] = function(_, params, ctx)
      require('bowline.review').on_review(params, ctx)
    end,
    ['bowline/others'] = function(_, params)
      require('bowline.review').on_others(params)
    end,
    ['bowline/answer'] = function(_, params)
      require('bowline.report').show(params)
    end,
    ['bowline/ready'] = function(_, params)
      vim.api.nvim_exec_autocmds('User', { pattern = 'BowlineReady', modeline = false, data = params })
    end,
  },
  on_exit = function(code, signal, client_id)
    vim.schedule(function()
      require('bowline.status').on_server_gone(client_id)
      require('bowline.server').on_exit(code, signal, client_id)
    end)
  end,
}
