// An editor's side of `slate lsp`, by the client library of the protocol's own authors: what a session needs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import protocol from 'vscode-languageserver-protocol/node.js'

const { StreamMessageReader, StreamMessageWriter, createProtocolConnection } = protocol
export { protocol }

/** A document as the editor holds it: its text is kept beside the server's. */
class Document {
  constructor(session, uri, text) {
    Object.assign(this, { session, uri, text, version: 1 })
  }
  /** The position of `needle` in the text, `skip` characters into it; of the `nth` occurrence. */
  at(needle, skip = 0, nth = 1) {
    let offset = -1
    for (let i = 0; i < nth; i++) offset = this.text.indexOf(needle, offset + 1)
    if (offset < 0) throw new Error(`"${needle}" is not in the text`)
    return this.position(offset + skip)
  }
  position(offset) {
    const before = this.text.slice(0, offset)
    const line = before.split('\n').length - 1
    return { line, character: offset - (before.lastIndexOf('\n') + 1) }
  }
  offset({ line, character }) {
    let offset = 0
    for (let i = 0; i < line; i++) offset = this.text.indexOf('\n', offset) + 1
    return offset + character
  }
  /** What stands in a range. */
  slice(range) {
    return this.text.slice(this.offset(range.start), this.offset(range.end))
  }
  get params() {
    return { textDocument: { uri: this.uri } }
  }
  /** Puts `text` in the place of the first `needle`, as an incremental change. */
  async replace(needle, text) {
    const start = this.text.indexOf(needle)
    const range = { start: this.position(start), end: this.position(start + needle.length) }
    this.text = this.text.slice(0, start) + text + this.text.slice(start + needle.length)
    return this.change([{ range, text }])
  }
  async set(text) {
    this.text = text
    return this.change([{ text }])
  }
  async change(contentChanges) {
    this.version++
    const told = this.session.told(this.uri, this.version)
    await this.session.connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri, version: this.version }, contentChanges })
    return told
  }
  async close() {
    const told = this.session.told(this.uri, null)
    await this.session.connection.sendNotification(protocol.DidCloseTextDocumentNotification.type, this.params)
    return told
  }
  /** The text with edits applied, the last first. */
  edited(edits) {
    let text = this.text
    const order = [...edits].sort((a, b) => this.offset(b.range.start) - this.offset(a.range.start))
    for (const edit of order)
      text = text.slice(0, this.offset(edit.range.start)) + edit.newText + text.slice(this.offset(edit.range.end))
    return text
  }
}

export class Session {
  constructor(slate) {
    this.process = spawn(slate, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.exited = once(this.process, 'exit')
    this.connection = createProtocolConnection(new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin))
    this.diagnostics = new Map() // by uri, as published last
    this.waiting = new Map() // by uri: who waits for the next
    this.registrations = []
    this.refreshed = 0
    this.connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
      this.diagnostics.set(params.uri, params)
      const waiting = this.waiting.get(params.uri) ?? []
      const isIt = ({ version }) => version === undefined || (params.version ?? null) === version
      for (const { resolve } of waiting.filter(isIt)) resolve(params.diagnostics)
      this.waiting.set(params.uri, waiting.filter((one) => !isIt(one)))
    })
    this.connection.onRequest(protocol.RegistrationRequest.type, (params) => {
      this.registrations.push(...params.registrations)
    })
    this.connection.onRequest(protocol.CodeLensRefreshRequest.type, () => {
      this.refreshed++
      this.onRefresh?.()
    })
    this.connection.listen()
  }
  async start(params = {}) {
    this.answer = await this.connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid, rootUri: null, workspaceFolders: null, ...params,
      capabilities: {
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, codeLens: { refreshSupport: true } },
        ...params.capabilities,
      } })
    await this.connection.sendNotification(protocol.InitializedNotification.type, {})
    return this.answer
  }
  /** The findings that the server tells next about a uri, or about that version of it; null: once it is closed. */
  told(uri, version) {
    return new Promise((resolve) => {
      this.waiting.set(uri, [...(this.waiting.get(uri) ?? []), { version, resolve }])
    })
  }
  async open(uri, text) {
    const document = new Document(this, uri, text)
    const told = this.told(uri, document.version)
    await this.connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'slate', version: 1, text } })
    document.findings = await told
    return document
  }
  ask(type, document, params = {}) {
    return this.connection.sendRequest(type, { ...document.params, ...params })
  }
  async stop() {
    await this.connection.sendRequest(protocol.ShutdownRequest.type)
    await this.connection.sendNotification(protocol.ExitNotification.type)
    const [code] = await this.exited
    this.connection.dispose()
    return code
  }
}
