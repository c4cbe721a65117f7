// The engine in this worker, as the app has it, on OPFS and the browser's keys.
// A message {n, do, …} is answered by {n, value} or {n, error}; {hung} says that
// the engine was stopped where start was told to, for the page to kill it.
import sqlite3InitModule from './sqlite/index.mjs'
import { installSQLite } from './bridge.js'
import { installKeys } from './keys.js'
import './wasm_exec.js'

const dataKeys = [] // what was wrapped, in hex
const hang = () => { postMessage({ hung: true }); return new Promise(() => {}) }
for (const level of ['log', 'warn', 'error']) console[level] = (...words) => postMessage({ said: words.join(' ') })
let pool

// spy notes what is encrypted with keys of the browser.
function spy() {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle)
  crypto.subtle.encrypt = (algorithm, key, data) => {
    if (key.extractable) throw new Error('the wrapping key can be taken out')
    dataKeys.push([...data].map((b) => b.toString(16).padStart(2, '0')).join(''))
    return encrypt(algorithm, key, data)
  }
}

// stopAt makes one step of the keys, or of removing files, never end.
function stopAt([step, when]) {
  if (step === 'removeEntry') {
    FileSystemDirectoryHandle.prototype.removeEntry = hang
    return
  }
  if (step === 'unlink') {
    const unlink = pool.unlink.bind(pool)
    let n = 0
    pool.unlink = (name) => { if (n++) throw new Error('cut off'); return unlink(name) }
    return
  }
  const real = fieldsyncKeys[step]
  fieldsyncKeys[step] = async (...args) => {
    if (when === 'after') await real(...args)
    return hang()
  }
}

const deeds = {
  async start({ module, keys = true, stop, attempts = 50 }) {
    spy()
    ;({ pool } = await installSQLite(await sqlite3InitModule(), { attempts }))
    if (keys) installKeys()
    if (stop) stopAt(stop)
    const go = new Go()
    go.run(await WebAssembly.instantiate(module, go.importObject)).then(() => postMessage({ said: 'the engine has ended' }))
    fieldsync.onEvent = (json) => postMessage({ event: JSON.parse(json) })
  },
  async call({ op, args = {} }) { return JSON.parse(await fieldsync.call(op, JSON.stringify(args), '')) },
  dataKeys: () => dataKeys,
  names: () => pool.getFileNames(),
  async put({ path, url }) { await pool.importDb(path, await (await fetch(url, { cache: 'no-store' })).arrayBuffer()) },
  installKeys,
  keys: ({ method, args }) => fieldsyncKeys[method](...args),
}

onmessage = async ({ data: { n, do: deed, ...rest } }) => {
  try {
    postMessage({ n, value: await deeds[deed](rest) })
  } catch (e) {
    let error = { code: e.code ?? e.name, message: e.message }
    try { error = JSON.parse(e.message) } catch { /* not the engine's */ }
    postMessage({ n, error })
  }
}
