// Runs the suite in a worker, then lets a second worker try the same files:
// refused while the first lives, welcome when it is gone.
const lines = []

const ended = (worker, message) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => {
    if (data.line !== undefined) lines.push(data.line)
    if (data.exit !== undefined) resolve(data.exit)
  }
  worker.onerror = (e) => { lines.push(`worker: ${e.message}`); resolve(1) }
  worker.postMessage(message)
})
const start = () => new Worker('./worker.js', { type: 'module' })

const flags = new URLSearchParams(location.search).get('flags').split(' ')
const first = start()
const exit = await ended(first, { role: 'suite', flags })
await ended(start(), { role: 'rival', attempts: 1 })
const last = ended(start(), { role: 'rival', attempts: 50 })
first.terminate()
await last
await fetch('./report', { method: 'POST', body: JSON.stringify({ exit, lines }) })
