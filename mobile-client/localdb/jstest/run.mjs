// Runs a Go test binary built for GOOS=js in this Node process, on the real
// sqlite-wasm with its databases in memory:
//
//   node run.mjs WASM_EXEC_JS TEST_WASM [test flags]
import { readFile } from 'node:fs/promises'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import sqlite3InitModule from '@sqlite.org/sqlite-wasm'
import { installSQLite } from '../bridge.js'

const [wasmExec, binary, ...flags] = process.argv.slice(2)
await installSQLite(await sqlite3InitModule(), { storage: 'memory' })

globalThis.fs = fs
globalThis.path = path
await import(pathToFileURL(wasmExec))
const go = new Go()
go.argv = [binary, ...flags]
go.env = { TMPDIR: tmpdir(), PWD: process.cwd() }
go.exit = process.exit
process.on('exit', (code) => {
  if (code === 0 && !go.exited) {
    console.error('the Go program is waiting for something that cannot come')
    process.exitCode = 2
  }
})
const { instance } = await WebAssembly.instantiate(await readFile(binary), go.importObject)
await go.run(instance)
