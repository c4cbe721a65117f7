// What tests in a page have to work with: engines in workers of their own, and
// a look at what the browser keeps.

const said = [] // on the consoles of workers
const module = WebAssembly.compileStreaming(fetch('./fieldsync.wasm'))

// Engine is one worker.
export class Engine {
  constructor() {
    this.worker = new Worker('./worker.js', { type: 'module' })
    this.waiting = new Map()
    this.events = []
    this.hung = new Promise((resolve) => { this.onhang = resolve })
    this.worker.onerror = (e) => { for (const { reject } of this.waiting.values()) reject(new Error(`worker: ${e.message}`)) }
    this.worker.onmessage = ({ data }) => {
      if (data.said) return said.push(data.said)
      if (data.hung) return this.onhang()
      if (data.event) return this.heard(data.event)
      const { resolve, reject } = this.waiting.get(data.n)
      this.waiting.delete(data.n)
      if (data.error) reject(Object.assign(new Error(data.error.message), data.error))
      else resolve(data.value)
    }
  }

  // started is an engine that may be opened.
  static async started(options = {}) {
    const engine = new Engine()
    await engine.ask('start', { module: await module, ...options })
    return engine
  }

  // opened is an engine with its database.
  static async opened(path, options) {
    const engine = await Engine.started(options)
    engine.who = await engine.call('open', { path, app: 'test/1' })
    return engine
  }

  ask(deed, rest = {}) {
    return new Promise((resolve, reject) => {
      const n = this.n = (this.n ?? 0) + 1
      this.waiting.set(n, { resolve, reject })
      this.worker.postMessage({ n, do: deed, ...rest })
    })
  }

  call(op, args) { return this.ask('call', { op, args }) }

  heard(event) {
    this.events.push(event)
    this.listening?.()
  }

  // event waits for one that fits.
  async event(fits) {
    for (;;) {
      const found = this.events.find(fits)
      if (found) return found
      await new Promise((resolve) => { this.listening = resolve })
    }
  }

  kill() { this.worker.terminate() }

  async close() {
    await this.call('close')
    this.kill()
  }
}

// refusal is the error that a promise is rejected with.
export const refusal = (promise) => promise.then(() => ({ code: 'nothing' }), (e) => e)

// files are those of OPFS: path, bytes.
export async function files(dir, path = '') {
  const all = []
  for await (const [name, handle] of (dir ?? await navigator.storage.getDirectory()).entries()) {
    if (handle.kind === 'directory') all.push(...await files(handle, `${path}/${name}`))
    else all.push({ path: `${path}/${name}`, bytes: new Uint8Array(await (await handle.getFile()).arrayBuffer()) })
  }
  return all
}

// file is the one of OPFS whose name begins so, with a way to write it anew.
export async function file(folder, beginning) {
  const dir = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder)
  for await (const [name, handle] of dir.entries()) {
    if (!name.startsWith(beginning)) continue
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer())
    return { bytes, async write(other) { const w = await handle.createWritable(); await w.write(other); await w.close() } }
  }
  throw new Error(`${folder} holds no ${beginning}`)
}

// holding counts the files that hold bytes.
export const holding = (list, needle) => list.filter(({ bytes }) => {
  for (let i = bytes.indexOf(needle[0]); i >= 0; i = bytes.indexOf(needle[0], i + 1)) {
    if (needle.every((b, j) => bytes[i + j] === b)) return true
  }
  return false
}).length

export const utf8 = (text) => new TextEncoder().encode(text)
export const unhex = (hex) => Uint8Array.from(hex.match(/../g), (b) => parseInt(b, 16))

// print is a digest of files, to see that nothing has changed.
export async function print(list) {
  const parts = list.sort((a, b) => a.path < b.path ? -1 : 1).flatMap(({ path, bytes }) => [path, bytes])
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()))].join()
}

// wrappingKeys does something with the wrapping keys, each under its path.
export function wrappingKeys(mode, use) {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('fieldsync-keys', 1)
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const tx = open.result.transaction('keys', mode)
      const request = use(tx.objectStore('keys'))
      tx.oncomplete = () => { open.result.close(); resolve(request.result) }
    }
  })
}

// report ends a page with what its story gives, or with where that got stuck:
// the story calls at as it goes on.
export async function report(story) {
  let where = 'the beginning'
  const stuck = new Promise((_, reject) => setTimeout(() => reject(new Error(`no end after ${where}`)), 90_000))
  const value = await Promise.race([story((step) => { where = step }), stuck])
    .catch((e) => ({ failed: `${e.code ?? e.name}: ${e.message}, after ${where}\n${e.stack}\n${said.join('\n')}` }))
  await fetch('./report', { method: 'POST', body: JSON.stringify(value) })
}
