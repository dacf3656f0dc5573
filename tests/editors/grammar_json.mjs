// A grammar.js as the JSON that tree-sitter's generator reads: node grammar_json.mjs GRAMMAR.js. The generator whose sources are
// on npm knows no fields yet: they are left out.
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const rule = (value) => {
  if (typeof value === 'string') return { type: 'STRING', value }
  if (value instanceof RegExp) return { type: 'PATTERN', value: value.source }
  return value
}
const chain = (type) => (...members) => ({ type, members: members.map(rule) })
const wrap = (type) => (content) => ({ type, content: rule(content) })
const level = (type) => (value, content) =>
  content === undefined ? { type, value: 0, content: rule(value) } : { type, value, content: rule(content) }

Object.assign(globalThis, {
  seq: chain('SEQ'), choice: chain('CHOICE'), repeat: wrap('REPEAT'), repeat1: wrap('REPEAT1'), token: wrap('TOKEN'),
  optional: (content) => choice(content, { type: 'BLANK' }),
  field: (name, content) => rule(content),
  alias: (content, value) => ({
    type: 'ALIAS', content: rule(content), named: typeof value !== 'string', value: value.name ?? value }),
  prec: Object.assign(level('PREC'), { left: level('PREC_LEFT'), right: level('PREC_RIGHT') }),
  grammar: (options) => {
    const $ = new Proxy({}, { get: (_, name) => ({ type: 'SYMBOL', name }) })
    const rules = Object.fromEntries(Object.entries(options.rules).map(([name, make]) => [name, rule(make($))]))
    return {
      name: options.name, word: options.word?.($).name, rules, extras: (options.extras?.($) ?? [/\s/]).map(rule),
      conflicts: [], externals: [], inline: (options.inline?.($) ?? []).map((symbol) => symbol.name) }
  },
})
console.log(JSON.stringify(createRequire(import.meta.url)(resolve(process.argv[2]))))
