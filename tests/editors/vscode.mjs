// The extension of VS Code, loaded as VS Code would, over a real `slate lsp`: node vscode.mjs SLATE ROOT. What stands in for the
// editor is here: its settings are those that the extension declares, its client speaks through the protocol's own library.
import { readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import protocol from 'vscode-languageserver-protocol/node.js'
import { expect, same, tally } from './tally.mjs'

const [slate, root] = process.argv.slice(2)
const folder = join(root, 'editors/vscode')
const require = createRequire(import.meta.url)
const Module = require('node:module')
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const declared = manifest.contributes.configuration.properties

/** The settings as declared, but for the program's path. */
const settings = (section) => ({
  get(key) {
    const name = `${section}.${key}`
    expect(`the setting ${name} is declared`, name in declared)
    return name === 'slate.command' ? slate : declared[name]?.default
  },
})

const providers = new Map(), published = new Map()
let client

class LanguageClient {
  constructor(id, name, server, options) {
    client = this
    Object.assign(this, { id, name, server, options })
  }
  async start() {
    this.process = spawn(this.server.command, this.server.args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.exited = once(this.process, 'exit')
    this.connection = protocol.createProtocolConnection(new protocol.StreamMessageReader(this.process.stdout),
      new protocol.StreamMessageWriter(this.process.stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => published.get(uri)?.(diagnostics))
    this.connection.listen()
    this.result = await this.connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {},
      initializationOptions: this.options.initializationOptions })
    await this.connection.sendNotification('initialized', {})
  }
  sendRequest(method, params) {
    return this.connection.sendRequest(method, params)
  }
  async stop() {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    return (await this.exited)[0]
  }
}

const stubs = {
  vscode: { workspace: { getConfiguration: settings, registerTextDocumentContentProvider: (scheme, provider) => {
    providers.set(scheme, provider)
    return { dispose() {} }
  } } },
  'vscode-languageclient/node': { LanguageClient },
}
const load = Module._load
Module._load = (name, ...rest) => stubs[name] ?? load(name, ...rest)

const extension = require(join(folder, manifest.main))
const context = { subscriptions: [] }
await extension.activate(context)

const languages = manifest.contributes.languages.map(({ id }) => id)
same('it starts for its own language', manifest.activationEvents, languages.map((id) => `onLanguage:${id}`))
same('and serves it', client.options.documentSelector, languages.map((language) => ({ language })))
same('the server is slate lsp', client.server.args, ['lsp'])
expect('which answers', client.result.capabilities.hoverProvider)
same('what it registers is the context\'s to drop', context.subscriptions.length, providers.size)

const uri = 'slate-std:/clocks.sla'
const text = await providers.get('slate-std').provideTextDocumentContent({ toString: () => uri })
same('a file of the library is shown as it is', text, readFileSync(join(root, 'stdlib/clocks.sla'), 'utf8'))

const told = new Promise((resolve) => published.set('untitled:one.sla', resolve))
await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 'untitled:one.sla', languageId: languages[0],
  version: 1, text: 'sla s { respond within 4 }\n' } })
expect('a mistake is told', (await told).some(({ code }) => String(code).startsWith('E')))
same('it ends with the editor', await extension.deactivate(), 0)
for (const { path } of manifest.contributes.grammars) JSON.parse(readFileSync(join(folder, path), 'utf8'))
for (const { configuration } of manifest.contributes.languages) JSON.parse(readFileSync(join(folder, configuration), 'utf8'))
tally()
