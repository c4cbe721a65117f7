// Runs the engine in this Node process, as the worker in the browser does, on
// the real sqlite-wasm with its database in memory:
//
//   node smoke.mjs WASM_EXEC_JS FIELDSYNC_WASM SERVER CODE
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import sqlite3InitModule from '../localdb/jstest/node_modules/@sqlite.org/sqlite-wasm/dist/node.mjs'
import { installSQLite } from '../localdb/bridge.js'

const [wasmExec, binary, server, code] = process.argv.slice(2)
await installSQLite(await sqlite3InitModule(), { storage: 'memory' })
await import(pathToFileURL(wasmExec))
const go = new Go()
const { instance } = await WebAssembly.instantiate(await readFile(binary), go.importObject)
go.run(instance)

const events = []
fieldsync.onEvent = (json) => events.push(JSON.parse(json).event)
const call = async (op, args, id) => JSON.parse(await fieldsync.call(op, JSON.stringify(args ?? {}), id))
const refusal = (op, args) => call(op, args).then(() => 'nothing', (e) => JSON.parse(e.message).code)

const early = await refusal('status')
await call('open', { path: ':memory:', app: 'smoke/1' })
const wrong = await refusal('enrol', { server, code: 'WRONG-WRONG', name: 'x' })
await call('enrol', { server, code, name: 'Node' })
const first = await call('sync')
const set = { marketing_grid: 'HZ-02 <数>', special_visit_need: 'x'.repeat(400), address: '文三路1号'.repeat(30) }
const changes = [{ collection: 'customer', id: 'c1', set }]
const written = await call('write', { changes }, 'op-1')
const again = await call('write', { changes: [{ collection: 'customer', id: 'c1', set: { marketing_grid: 'no' } }] }, 'op-1')
const waiting = await call('status')
await call('start')
while (!events.includes('synced')) await new Promise((done) => setTimeout(done, 10))
await call('stop')
const second = await call('sync')

// A form: begun, kept as typed, refused while it breaks a constraint, submitted.
const [form] = await call('forms')
const begun = { form: form.form, definition: form.id, version: form.version, answers: { customer: 'c1', pens: 3 } }
const unready = (await call('check_form', { draft: begun })).problems[0].code
const draft = await call('save_draft', { draft: begun })
const drafts = await call('drafts')
const answered = { ...draft, answers: { ...draft.answers, topic: '续约' } }
const tooMany = await refusal('submit_form', { draft: { ...answered, answers: { ...answered.answers, pens: 11 } } })
await call('submit_form', { draft: answered })
const visit = (await call('list', { collection: 'visit_preparation' }))[0].values
const [extra] = await call('list', { collection: 'form_answer' })
const other = await call('save_draft', { draft: begun })
await call('discard_draft', { id: other.id })
const forms = {
  forms: `${form.form} ${form.id}`, unready, drafts: drafts.length, tooMany, submitted: `${visit.topic} ${visit.submission}`, extra: Number(extra.values.value),
  left: (await call('drafts')).length, formPushed: (await call('sync')).pushed, noForm: await refusal('form', { form: 'none' }),
}

const result = {
  ...forms,
  early, wrong, first: first.pulled, same: written.Changeset === again.Changeset, waiting: waiting.waiting,
  state: (await call('status')).state, list: (await call('list', { collection: 'customer' })).length, progress: events.includes('progress'),
  grid: (await call('get', { collection: 'customer', id: 'c1' })).values.marketing_grid, second: second.pushed,
  refused: await refusal('get', { collection: 'customer', id: 'none' }), unknown: await refusal('frobnicate'),
}
await call('close')
console.log(JSON.stringify(result))
process.exit(0)
