// Runs a Go test binary built for GOOS=js in headless Chromium, on sqlite-wasm
// over OPFS, and prints its output:
//
//   node chromium.mjs CHROMIUM WASM_EXEC_JS TEST_WASM [test flags]
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const [chromium, wasmExec, binary, ...flags] = process.argv.slice(2)
const here = path.dirname(fileURLToPath(import.meta.url))
const dist = path.join(here, 'node_modules/@sqlite.org/sqlite-wasm/dist')
const files = {
  '/page.js': path.join(here, 'page.js'), '/worker.js': path.join(here, 'worker.js'),
  '/bridge.js': path.join(here, '../bridge.js'), '/wasm_exec.js': wasmExec, '/localdb.wasm': binary,
}
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }

function fileOf(url) {
  return url.startsWith('/sqlite/') ? path.join(dist, path.basename(url)) : files[url]
}

let report
const reported = new Promise((resolve) => { report = resolve })
const server = createServer(async (req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost')
  if (pathname === '/') return res.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>')
  if (pathname === '/flags') return res.end(JSON.stringify({ flags }))
  if (pathname === '/done') {
    let body = ''
    for await (const part of req) body += part
    res.end()
    return report(JSON.parse(body))
  }
  try {
    const bytes = await readFile(fileOf(pathname))
    res.setHeader('content-type', types[path.extname(pathname)]).end(bytes)
  } catch {
    res.writeHead(404).end()
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const profile = await mkdtemp(path.join(tmpdir(), 'localdb-chromium-'))
const browser = spawn(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`,
  `http://127.0.0.1:${server.address().port}/`], { stdio: 'ignore' })
const gone = new Promise((resolve) => browser.on('exit', (code) => resolve({ exit: 1, lines: [`chromium ended with ${code}`] })))
const patience = setTimeout(() => report({ exit: 1, lines: ['no answer from the page in two minutes'] }), 120_000)
const { exit, lines } = await Promise.race([reported, gone])
clearTimeout(patience)
browser.kill()
await gone
server.close()
server.closeAllConnections()
await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
console.log(lines.join('\n'))
process.exitCode = exit
