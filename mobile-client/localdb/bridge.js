// The worker's half of package localdb: sqlite-wasm made callable from the Go
// program in the same worker, synchronously and with few crossings.
//
// installSQLite puts this object at globalThis.fieldsyncSQLite:
//
//   request            Uint8Array: what the next call reads (UTF-8 or arguments)
//   reply              Uint8Array: what the last call answered
//   grow(n)            makes request hold n bytes; fetch it again afterwards
//   open(n)            opens the path in request[0..n)         answer: handle u32
//   prepare(db, n)     compiles the SQL in request[0..n)       answer: statement u32
//   run(st, n, limit)  binds the arguments in request[0..n), runs; limit 0 drops rows
//   more(st, limit)    the following rows
//   reset(st)          ends a run early       finalize(st), close(db)
//   doom(n)            makes an empty file of the path in request[0..n)
//   doomed(n)          looks for a file whose name begins so    answer: found u32,
//                      the rest of its name
//   erase(n)           removes the database in request[0..n) and what lies beside
//                      it, the files that doom made last
//
// Every call from open on returns how many bytes of reply it filled; reply may
// have been replaced by a larger array then. The first byte is 0 (done), 1 (rows
// remain) or 2 (failed: SQLite's extended code u32, then its message). run and
// more answer: rows changed u32, columns u32, then row after row until at least
// limit bytes are filled. Numbers are little-endian. A value, also as argument,
// is a byte of its kind and its content: 0 NULL; 1 int64; 2 float64; 3 text and
// 4 blob: length u32, bytes.

const DONE = 0, ROWS = 1, FAILED = 2
const NULL = 0, INT = 1, FLOAT = 2, TEXT = 3, BLOB = 4
const SQLITE_ROW = 100, SQLITE_DONE = 101, SQLITE_ERROR = 1, TRANSIENT = -1

// installSQLite connects an initialised sqlite3 module. storage is 'opfs' (the
// phone; needs a worker) or 'memory' (tests). It resolves to { pool }, the
// opfs-sahpool's own controls (pauseVfs on pagehide), and rejects with code
// home_busy when another tab holds the files.
export async function installSQLite(sqlite3, { storage = 'opfs', directory = '/fieldsync', attempts = 20 } = {}) {
  const pool = storage === 'opfs' ? await openPool(sqlite3, directory, attempts) : null
  globalThis.fieldsyncSQLite = createBridge(sqlite3, pool)
  return { pool }
}

// A tab that was just closed may keep its handles for a moment.
async function openPool(sqlite3, directory, attempts) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sqlite3.installOpfsSAHPoolVfs({
        name: 'fieldsync-sahpool', directory, initialCapacity: 8, forceReinitIfPreviouslyFailed: true,
      })
    } catch (cause) {
      if (attempt >= attempts) {
        const busy = cause?.name === 'NoModificationAllowedError'
        throw Object.assign(new Error(`the database's files cannot be opened: ${cause?.message ?? cause}`, { cause }),
          { code: busy ? 'home_busy' : 'home_unusable' })
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function createBridge(sqlite3, pool) {
  const { capi, oo1, wasm: { exports: x, heap8u, pstack, peekPtr } } = sqlite3
  const decoder = new TextDecoder(), encoder = new TextEncoder()
  const databases = new Map(), vfs = pool?.vfsName
  const bridge = { request: new Uint8Array(64 * 1024) }
  let input = new DataView(bridge.request.buffer), output, at = 0
  let scratch = 0, scratchSize = 0 // SQLite's memory, for the arguments of one run

  function room(n) {
    if (output && at + n <= output.byteLength) return
    const larger = new Uint8Array(Math.max(64 * 1024, 2 * (at + n)))
    if (bridge.reply) larger.set(bridge.reply.subarray(0, at))
    bridge.reply = larger
    output = new DataView(larger.buffer)
  }
  room(1)

  const u32 = (n) => { room(4); output.setUint32(at, n, true); at += 4 }
  const say = (message) => {
    const bytes = encoder.encode(message)
    room(bytes.length)
    bridge.reply.set(bytes, at)
    return (at += bytes.length)
  }
  const begin = () => { at = 1; bridge.reply[0] = DONE }

  function failure(code, message) {
    begin()
    bridge.reply[0] = FAILED
    u32(code)
    return say(message)
  }

  // guarded answers with an error where fn throws: nothing may unwind into Go.
  const guarded = (fn) => (...args) => {
    try {
      begin()
      return fn(...args) ?? at
    } catch (e) {
      return failure(e.resultCode || SQLITE_ERROR, String(e.message ?? e))
    }
  }
  const check = (db, rc) => {
    if (rc) throw Object.assign(new Error(capi.sqlite3_errmsg(db)), { resultCode: x.sqlite3_extended_errcode(db) || rc })
  }

  function lend(n) {
    if (n > scratchSize) {
      x.sqlite3_free(scratch)
      scratchSize = 0
      scratch = x.sqlite3_malloc(Math.max(n, 4096))
      if (!scratch) throw Object.assign(new Error('out of memory'), { resultCode: capi.SQLITE_NOMEM })
      scratchSize = Math.max(n, 4096)
    }
    heap8u().set(bridge.request.subarray(0, n), scratch)
  }

  function bind(st, n) {
    if (n) lend(n)
    for (let p = 0, i = 1, rc = 0; p < n; i++) {
      const kind = input.getUint8(p++)
      if (kind === NULL) rc = x.sqlite3_bind_null(st, i)
      else if (kind === INT) { rc = x.sqlite3_bind_int64(st, i, input.getBigInt64(p, true)); p += 8 }
      else if (kind === FLOAT) { rc = x.sqlite3_bind_double(st, i, input.getFloat64(p, true)); p += 8 }
      else {
        const length = input.getUint32(p, true)
        const set = kind === TEXT ? x.sqlite3_bind_text : x.sqlite3_bind_blob
        rc = set(st, i, scratch + p + 4, length, TRANSIENT)
        p += 4 + length
      }
      if (rc) check(x.sqlite3_db_handle(st), rc)
    }
  }

  function row(st, columns) {
    for (let i = 0; i < columns; i++) {
      const type = x.sqlite3_column_type(st, i)
      room(9)
      const tag = at++
      if (type === 5) bridge.reply[tag] = NULL
      else if (type === 1) { bridge.reply[tag] = INT; output.setBigInt64(at, x.sqlite3_column_int64(st, i), true); at += 8 }
      else if (type === 2) { bridge.reply[tag] = FLOAT; output.setFloat64(at, x.sqlite3_column_double(st, i), true); at += 8 }
      else {
        bridge.reply[tag] = type === 3 ? TEXT : BLOB
        const from = type === 3 ? x.sqlite3_column_text(st, i) : x.sqlite3_column_blob(st, i)
        const length = x.sqlite3_column_bytes(st, i)
        u32(length)
        room(length)
        bridge.reply.set(heap8u().subarray(from, from + length), at)
        at += length
      }
    }
  }

  const reset = (st) => { x.sqlite3_reset(st); x.sqlite3_clear_bindings(st) }

  function rows(st, limit) {
    const db = x.sqlite3_db_handle(st)
    at = 9
    for (;;) {
      const rc = x.sqlite3_step(st)
      if (rc === SQLITE_DONE) break
      if (rc !== SQLITE_ROW) {
        const code = x.sqlite3_extended_errcode(db) || rc, message = capi.sqlite3_errmsg(db)
        reset(st)
        return failure(code, message)
      }
      if (!limit) continue
      row(st, x.sqlite3_column_count(st)) // which a changed schema changes, at the first step
      if (at >= limit) { bridge.reply[0] = ROWS; break }
    }
    output.setUint32(1, x.sqlite3_changes(db), true)
    output.setUint32(5, x.sqlite3_column_count(st), true)
    if (bridge.reply[0] === DONE) reset(st)
    return at
  }

  const text = (n) => decoder.decode(bridge.request.subarray(0, n))

  // beginning gives the pool's files whose names begin with a path, as the pool
  // writes names.
  const nameOf = (path) => new URL(path, 'file://localhost/').pathname
  const beginning = (path) => pool ? pool.getFileNames().filter((name) => name.startsWith(nameOf(path))).sort() : []

  return Object.assign(bridge, {
    grow(n) {
      bridge.request = new Uint8Array(2 * n)
      input = new DataView(bridge.request.buffer)
    },
    open: guarded((n) => {
      const db = new oo1.DB({ filename: text(n), flags: 'c', vfs })
      databases.set(db.pointer, db)
      check(db.pointer, x.sqlite3_extended_result_codes(db.pointer, 1))
      u32(db.pointer)
    }),
    prepare: guarded((db, n) => {
      lend(n)
      const stack = pstack.pointer
      try {
        const place = pstack.alloc(8)
        check(db, x.sqlite3_prepare_v2(db, scratch, n, place, 0))
        u32(peekPtr(place))
      } finally {
        pstack.restore(stack)
      }
    }),
    run: guarded((st, n, limit) => {
      try {
        bind(st, n)
      } catch (e) {
        reset(st)
        throw e
      }
      return rows(st, limit)
    }),
    more: guarded(rows),
    reset: guarded(reset),
    finalize: guarded((st) => { x.sqlite3_finalize(st) }),
    close: guarded((db) => { databases.get(db)?.close(); databases.delete(db) }),
    doom: guarded((n) => { if (pool) new oo1.DB({ filename: text(n), flags: 'c', vfs }).close() }),
    doomed: guarded((n) => {
      const [name] = beginning(text(n))
      u32(name ? 1 : 0)
      if (name) say(name.slice(nameOf(text(n)).length))
    }),
    erase: guarded((n) => {
      const path = text(n), mark = nameOf(`${path}.erase-`)
      const mine = [...beginning(`${path}-`), ...beginning(`${path}.`), nameOf(path)]
      for (const last of [false, true]) for (const name of mine) if (name.startsWith(mark) === last) pool.unlink(name)
    }),
  })
}
