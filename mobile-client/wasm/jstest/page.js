// The story of a phone's key, part by part: between them the browser is killed.
import { Engine, file, files, holding, print, refusal, report, unhex, utf8, wrappingKeys } from './engine.js'

const { part, secret, old, code } = Object.fromEntries(new URLSearchParams(location.search))
const path = '/field.db', other = '/old.db'
const set = { marketing_grid: 'HZ-02', address: secret }
const addressOf = async (engine) => (await engine.call('get', { collection: 'customer', id: 'c1' })).values.address
const enrol = async (engine, with_) => {
  await engine.call('enrol', { server: location.origin, code: with_, name: 'Chromium' })
  await engine.call('sync')
}
const ordered = async (engine) => fetch(`./order?device=${(await engine.call('open', { path })).device}`, { method: 'POST' })

const parts = {
  // A phone is enrolled and writes; beside it lies a database in the clear.
  async write() {
    const bare = await Engine.started({ keys: false })
    const unkept = (await refusal(bare.call('open', { path }))).code
    bare.kill()
    const engine = await Engine.opened(path)
    await enrol(engine, code)
    await engine.call('write', { changes: [{ collection: 'customer', id: 'c1', set }] })
    const dataKeys = await engine.ask('dataKeys')
    await engine.ask('put', { path: other, url: './old.db' })
    await engine.close()
    const raw = await files()
    return {
      unkept, dataKeys, shown: holding(raw, utf8(secret)), key: dataKeys.map((k) => holding(raw, unhex(k))),
      clear: holding(raw, utf8(old)), sealed: holding(raw, utf8('\0fd1')),
    }
  },

  // Both are opened, the older one for the first time with a key; then its key
  // is gone.
  async reopen() {
    let engine = await Engine.opened(path)
    const rival = new Engine()
    const busy = (await refusal(rival.ask('start', { attempts: 1 }))).code
    rival.kill()
    const address = await addressOf(engine), waiting = (await engine.call('status')).waiting
    await engine.close()
    engine = await Engine.opened(other)
    const converted = await addressOf(engine)
    await engine.close()
    const raw = await files()
    const clear = holding(raw, utf8(old)) + holding(raw, utf8(secret))

    await wrappingKeys('readwrite', (keys) => keys.delete(other))
    const before = await print(await files())
    engine = await Engine.started()
    const lost = []
    for (let i = 0; i < 2; i++) lost.push(await refusal(engine.call('open', { path: other })))
    const same = await print(await files()) === before
    const whole = await file('fieldsync-keys', '%2Ffield.db')
    const damaged = []
    for (const bytes of [whole.bytes.slice(0, 5), whole.bytes.slice(0, -1), new Uint8Array(60)]) {
      await whole.write(bytes)
      damaged.push((await refusal(engine.call('open', { path }))).code)
    }
    await whole.write(whole.bytes)
    engine.kill()
    engine = await Engine.opened(path)
    const untouched = await addressOf(engine)
    await engine.close()
    const keys = await wrappingKeys('readonly', (k) => k.getAllKeys())
    return { busy, address, waiting, converted, clear, lost, same, damaged, untouched, keys }
  },

  // Starts that are cut off, and two that want a key at once.
  async begin(at) {
    const cut = []
    for (const when of ['before', 'after']) {
      const fresh = `/new-${when}.db`
      let engine = await Engine.started({ stop: ['store', when] })
      engine.call('open', { path: fresh }).catch(() => {})
      await engine.hung
      engine.kill()
      at(`hung ${when}`)
      engine = await Engine.opened(fresh)
      await engine.call('close')
      cut.push((await engine.call('open', { path: fresh })).device)
      await engine.close()
    }
    at('both cuts')
    const both = [new Engine(), new Engine()]
    await Promise.all(both.map((e) => e.ask('installKeys')))
    const key = (i) => new Uint8Array(32).fill(i + 1)
    await Promise.all(both.map((e, i) => e.ask('keys', { method: 'store', args: ['/raced.db', `${i}`, key(i)] })))
    at('two stores')
    const raced = await Promise.all([0, 1].map((i) => both[1 - i].ask('keys', { method: 'load', args: ['/raced.db', `${i}`] })))
    await both[0].ask('keys', { method: 'remove', args: ['/raced.db'] })
    const removed = await both[1].ask('keys', { method: 'load', args: ['/raced.db', '0'] })
    for (const e of both) e.kill()
    return { cut, raced: raced.map((k) => k?.join()), want: [0, 1].map((i) => key(i).join()), removed }
  },

  // The office orders the phone to be wiped; it is killed at every step of that.
  async wipe(at) {
    let engine = await Engine.opened(path, { stop: ['remove', 'before'] })
    await ordered(engine)
    await engine.call('start')
    await engine.hung // the server knows, the mark is set, the key is there
    engine.kill()
    const cuts = []
    let wrapped
    for (const stop of [['removeEntry'], ['remove', 'after'], ['unlink']]) {
      at(`before ${stop}`)
      engine = await Engine.started({ stop })
      cuts.push(await Promise.race([engine.hung.then(() => 'hung'), refusal(engine.call('open', { path })).then((e) => e.code)]))
      engine.kill()
      wrapped ??= (await files()).filter((f) => f.path.startsWith('/fieldsync-keys/%2Ffield.db')).map((f) => f.bytes.every((b) => b === 0))
    }
    engine = await Engine.opened(path)
    at('all cuts')
    const fresh = engine.who
    await enrol(engine, code)
    await engine.call('write', { changes: [{ collection: 'customer', id: 'c1', set }] })
    await ordered(engine)
    const wiped = (await refusal(engine.call('sync'))).code
    const after = (await refusal(engine.call('status'))).code
    const names = await engine.ask('names')
    engine.kill()
    const keys = await wrappingKeys('readonly', (k) => k.getAllKeys())
    const raw = await files()
    const left = [...names, ...keys, ...raw.map((f) => f.path)].filter((name) => name.includes('field.db'))
    return { fresh, cuts, overwritten: wrapped, wiped, after, left, names: names.length, values: holding(raw, utf8(secret)) }
  },
}

// A part may be several, in one browser.
await report(async (at) => {
  const all = {}
  for (const name of part.split(' ')) Object.assign(all, await parts[name](at))
  return all
})
