// Starts `slate lsp` and shows files of the standard library, which lie in the program and not on the disk.
const vscode = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

let client

exports.activate = async (context) => {
  const settings = vscode.workspace.getConfiguration('slate')
  client = new LanguageClient('slate', 'Slate', { command: settings.get('command'), args: ['lsp'] }, {
    documentSelector: [{ language: 'slate' }],
    initializationOptions: { policy: settings.get('policy') },
  })
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider('slate-std', {
    provideTextDocumentContent: (uri) => client.sendRequest('slate/standardFile', { uri: uri.toString() }),
  }))
  await client.start()
}

exports.deactivate = () => client?.stop()
