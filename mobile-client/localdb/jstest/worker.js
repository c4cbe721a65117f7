// Runs a Go test binary in this worker on sqlite-wasm with its databases in
// OPFS, as the app does. Role 'rival' only tries to open the same files.
import sqlite3InitModule from './sqlite/index.mjs'
import { installSQLite } from './bridge.js'
import './wasm_exec.js'

onmessage = async ({ data: { role, flags, attempts } }) => {
  try {
    const { pool } = await installSQLite(await sqlite3InitModule(), { storage: 'opfs', attempts })
    if (role === 'rival') return postMessage({ line: 'rival: opened', exit: 0 })
    globalThis.localdbPool = pool
    console.log = (line) => postMessage({ line })
    const go = new Go()
    go.argv = ['localdb.test', ...flags]
    let code = 0
    go.exit = (c) => { code = c }
    const { instance } = await WebAssembly.instantiateStreaming(fetch('./localdb.wasm'), go.importObject)
    await go.run(instance)
    postMessage({ exit: code })
  } catch (e) {
    postMessage({ line: `${role}: ${e.code ?? 'failed'}: ${e.message}`, exit: 1 })
  }
}
