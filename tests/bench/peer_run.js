// One run of peers.py: node peer_run.js WHO PICTURES FACTS FOLDER, as peer_run.py. FOLDER is where npm has installed
// @vladmandic/human, @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm.
const fs = require("fs");
const path = require("path");
const { performance } = require("perf_hooks");

const WARM_UP_S = 1.0;
const [who, pictures, factsPath, folder] = process.argv.slice(2);
const paced = who.endsWith("live");
const facts = JSON.parse(fs.readFileSync(factsPath, "utf8"));
const modules = path.join(folder, "node_modules");
const human = path.join(modules, "@vladmandic", "human");
const say = (text) => fs.writeSync(1, text + "\n");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cpuSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
console.log = console.error;

// Node reads no files by fetch, with which this build loads its models.
const network = globalThis.fetch;
globalThis.fetch = async (url, options) => {
  if (!String(url).startsWith("file://")) return network(url, options);
  const type = String(url).endsWith(".json") ? "application/json" : "application/octet-stream";
  return new Response(fs.readFileSync(new URL(url)), { headers: { "content-type": type } });
};

async function main() {
  require(path.join(modules, "@tensorflow", "tfjs"));
  require(path.join(modules, "@tensorflow", "tfjs-backend-wasm"));
  const { Human } = require(path.join(human, "dist", "human.node-wasm.js"));
  const off = { enabled: false };
  const every = paced ? {} : { skipFrames: 0, skipTime: 0 };
  const reader = new Human({
    backend: "wasm",
    wasmPath: path.join(modules, "@tensorflow", "tfjs-backend-wasm", "wasm-out") + path.sep,
    modelBasePath: `file://${human}/models/`,
    debug: false,
    cacheSensitivity: paced ? 0.7 : 0,
    filter: off, body: off, hand: off, gesture: off, object: off, segmentation: off,
    face: {
      enabled: true,
      detector: { maxDetected: 8, ...every },
      mesh: { enabled: true },
      emotion: { enabled: true, ...every },
      iris: off,
      description: off,
    },
  });
  await reader.load();
  const { width, height, times_s: times } = facts;
  const file = fs.openSync(pictures, "r");
  const buffer = Buffer.alloc(width * height * 3);
  const labels = [];
  const timesMs = [];
  let cpu = null;
  let start = null;
  for (let index = 0; index < times.length; index += 1) {
    if (paced && start !== null) {
      const now = performance.now() / 1000;
      if (index + 1 < times.length && now - start > times[index + 1]) continue;
      await sleep(Math.max(0, start + times[index] - now) * 1000);
    }
    fs.readSync(file, buffer, 0, buffer.length, index * buffer.length);
    if (cpu === null && times[index] >= WARM_UP_S) cpu = cpuSeconds();
    const began = performance.now();
    const tensor = reader.tf.tensor4d(new Float32Array(buffer), [1, height, width, 3]);
    const result = await reader.detect(tensor);
    tensor.dispose();
    if (result.error) throw new Error(result.error);
    const faces = result.face.filter((face) => face.emotion && face.emotion.length);
    faces.sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
    if (cpu !== null) timesMs.push(performance.now() - began);
    if (faces.length && !labels.some((label) => label !== null)) say("first");
    labels.push(faces.length ? faces[0].emotion[0].emotion : null);
    if (start === null) start = performance.now() / 1000 - times[index];
  }
  say(JSON.stringify({ times_ms: timesMs, cpu_s: cpuSeconds() - cpu, labels }));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
