// Starts `portl lsp` for the YAML files of a window.

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const settings = workspace.getConfiguration("portl");
  const server = { command: settings.get("path"), args: ["lsp"] };
  const pattern = settings.get("files");
  // What lies beside a job changes what is known of it.
  const beside = workspace.createFileSystemWatcher("**/*.{csv,sql,yaml,yml,json}");
  client = new LanguageClient("portl", "Portl", server, {
    documentSelector: [{ scheme: "file", language: "yaml", pattern }],
    synchronize: { fileEvents: beside },
  });
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
