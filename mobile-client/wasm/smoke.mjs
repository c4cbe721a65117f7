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
const result = {
  early, wrong, first: first.pulled, same: written.Changeset === again.Changeset, waiting: waiting.waiting,
  state: (await call('status')).state, list: (await call('list', { collection: 'customer' })).length, progress: events.includes('progress'),
  grid: (await call('get', { collection: 'customer', id: 'c1' })).values.marketing_grid, second: second.pushed,
  refused: await refusal('get', { collection: 'customer', id: 'none' }), unknown: await refusal('frobnicate'),
}
await call('close')
console.log(JSON.stringify(result))
process.exit(0)
