-- Opens the job that Neovim was started with in `portl lsp`, looks at the mistake, completes a column, takes the fix, and
-- writes to `session.txt` what it saw. Works from Neovim 0.7 on.

local file = assert(io.open("session.txt", "w"))
local function say(...) file:write(string.format(...), "\n") end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then error("there was no " .. what) end
end

local function line() return (vim.api.nvim_buf_get_lines(0, 13, 14, true)[1]:gsub("^%s+", "")) end

local function session()
  local id = assert(vim.lsp.start_client({
    name = "portl",
    cmd = { vim.env.PORTL, "lsp" },
    root_dir = vim.fn.getcwd(),
  }))
  vim.lsp.buf_attach_client(0, id)
  wait("diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  local found = vim.diagnostic.get(0)[1]
  local data = found.user_data.lsp
  -- Neovim counts columns in bytes: `é` has two, `🦀` four.
  local column = vim.str_utfindex(vim.api.nvim_buf_get_lines(0, 13, 14, true)[1], found.col)
  say("shown: %s at %d:%d", data.code, found.lnum + 1, column + 1)

  -- Behind `row.`, as a user of the omni function has it.
  local broken = vim.api.nvim_buf_get_lines(0, 13, 14, true)[1]
  local whole = broken:gsub("row%.nam", "row.")
  vim.api.nvim_buf_set_lines(0, 13, 14, true, { whole })
  vim.api.nvim_win_set_cursor(0, { 14, whole:find("row.", 1, true) + 3 })
  local params = vim.lsp.util.make_position_params()
  local answer = assert(vim.lsp.buf_request_sync(0, "textDocument/completion", params, 20000))
  local items = assert(answer[id].result, "no completion")
  local labels = {}
  for _, item in ipairs(items) do table.insert(labels, item.label) end
  say("offered: %s", table.concat(labels, " "))
  vim.lsp.util.apply_text_edits({ items[3].textEdit }, 0, "utf-16")
  say("completed: %s", line())

  -- Back to the mistake, and its fix.
  vim.api.nvim_buf_set_lines(0, 13, 14, true, { broken })
  wait("diagnostic", function()
    local shown = vim.diagnostic.get(0)
    return #shown == 1 and shown[1].user_data.lsp.code == data.code
  end)
  vim.api.nvim_win_set_cursor(0, { 14, found.col })
  local range = vim.lsp.util.make_range_params()
  range.context = { diagnostics = {} }
  local actions = assert(vim.lsp.buf_request_sync(0, "textDocument/codeAction", range, 20000))
  local action = assert(actions[id].result[1], "no fix")
  say("fix: %s", action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  say("mended: %s", line())
  wait("end of the mistake", function() return #vim.diagnostic.get(0) == 0 end)
  say("left: %d", #vim.diagnostic.get(0))
  vim.lsp.stop_client(id)
end

local ok, message = pcall(session)
if not ok then say("error: %s", message) end
file:close()
vim.cmd(ok and "qall!" or "cquit 1")
