// The worker's half of the phone's key. A data key seals a database; what is
// kept of it is wrapped with a key of the browser's own, which no script can
// take out. The wrapping key lies in IndexedDB, one for each database, the
// wrapped key in a file of OPFS: a copy of either says nothing.
//
// installKeys puts this object at globalThis.fieldsyncKeys. Each method gives a
// promise and rejects where the browser keeps nothing (a private window).
//
//   load(path, id)       the data key; null: it, or what opens it, is not there;
//                        empty: what is there does not open
//   store(path, id, key) keeps a data key durably; key becomes zeros
//   remove(path)         forgets all keys of the database for good
//
// path is the database's, id tells its data keys apart. Nothing but store makes
// anything, so a key that was lost is never replaced unnoticed.

const NAME = 'fieldsync-keys', IV = 12

export function installKeys() {
  globalThis.fieldsyncKeys = { load, store, remove }
}

async function load(path, id) {
  const wrapped = await read(fileOf(path, id))
  const wrapping = await transaction('readonly', (keys) => keys.get(path))
  if (!wrapped || !wrapping) return null
  try {
    const key = await crypto.subtle.decrypt(algorithm(path, id, wrapped.subarray(0, IV)), wrapping, wrapped.subarray(IV))
    return new Uint8Array(key)
  } catch (e) {
    if (e?.name !== 'OperationError') throw e
    return new Uint8Array()
  }
}

async function store(path, id, key) {
  const iv = crypto.getRandomValues(new Uint8Array(IV))
  const sealed = await crypto.subtle.encrypt(algorithm(path, id, iv), await wrappingKey(path), key)
  key.fill(0)
  await overwrite(await (await folder(true)).getFileHandle(fileOf(path, id), { create: true }), [iv, new Uint8Array(sealed)])
}

// The files first: they are overwritten in place, while a database like
// IndexedDB may keep remains of what it deleted for a while.
async function remove(path) {
  const dir = await folder(false)
  const names = []
  if (dir) for await (const name of dir.keys()) if (name.startsWith(fileOf(path, ''))) names.push(name)
  for (const name of names) {
    const file = await dir.getFileHandle(name)
    await overwrite(file, [new Uint8Array((await file.getFile()).size)])
    await dir.removeEntry(name)
  }
  await transaction('readwrite', (keys) => keys.delete(path))
}

const algorithm = (path, id, iv) => ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${id} ${path}`) })

// A transaction decides whose key it is when two ask at once. It cannot wait for
// a key to be made, so one is made first.
async function wrappingKey(path) {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return transaction('readwrite', (keys, answer) => {
    const there = keys.get(path)
    there.onsuccess = () => {
      answer(there.result ?? fresh)
      if (!there.result) keys.put(fresh, path)
    }
  })
}

// transaction gives what use answered, or the result of the request that it
// returns, once everything is on the disk.
function transaction(mode, use) {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open(NAME, 1)
    open.onupgradeneeded = () => open.result.createObjectStore('keys')
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const db = open.result
      const tx = db.transaction('keys', mode, { durability: 'strict' })
      let value
      const request = use(tx.objectStore('keys'), (v) => { value = v })
      const end = (settle, what) => { db.close(); settle(what()) }
      tx.oncomplete = () => end(resolve, () => request ? request.result : value)
      tx.onabort = () => end(reject, () => tx.error)
    }
  })
}

const fileOf = (path, id) => `${encodeURIComponent(path)}.${id}`

const absent = (e) => { if (e?.name !== 'NotFoundError') throw e }

async function folder(create) {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle(NAME, { create }).catch(absent)
}

async function read(name) {
  const file = await (await folder(false))?.getFileHandle(name).catch(absent)
  return file && new Uint8Array(await (await file.getFile()).arrayBuffer())
}

async function overwrite(file, parts) {
  const handle = await file.createSyncAccessHandle()
  try {
    let at = 0
    for (const part of parts) at += handle.write(part, { at })
    handle.flush()
  } finally {
    handle.close()
  }
}
