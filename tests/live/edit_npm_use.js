// SPDX-License-Identifier: Apache-2.0
// Real work with one npm package that has a native part: edit_npm_use.js PACKAGE, in the directory that has node_modules.
// What it prints must not depend on how the package's files were edited.
"use strict";
const { createHash } = require("crypto");
const { createRequire } = require("module");
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const need = createRequire(path.join(process.cwd(), "x.js"));
const digest = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
const folder = (name) => path.join(process.cwd(), "node_modules", name);
const run = (program, words, input) => execFileSync(program, words, { input, stdio: ["pipe", "pipe", "pipe"], maxBuffer: 1 << 26 });

// A model of one node, y = x + x, in ONNX's protocol buffer.
const field = (number, data) => {
	const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data);
	return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};
const numeral = (number, value) => Buffer.from([number << 3, value]);
const value = (name) => Buffer.concat([
	field(1, name),
	field(2, field(1, Buffer.concat([numeral(1, 1), field(2, field(1, numeral(1, 4)))]))),
]);
const model = () => {
	const node = Buffer.concat([field(1, "x"), field(1, "x"), field(2, "y"), field(4, "Add")]);
	const graph = Buffer.concat([field(1, node), field(2, "g"), field(11, value("x")), field(12, value("y"))]);
	return Buffer.concat([numeral(1, 8), field(7, graph), field(8, Buffer.concat([field(1, ""), numeral(2, 13)]))]);
};

const uses = {
	"sharp": async () => {
		const sharp = need("sharp");
		const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle cx="40" cy="30" r="25" fill="#c33"/></svg>');
		const out = [];
		for (const kind of ["png", "jpeg", "webp", "avif", "gif", "tiff"])
			out.push(`${kind} ${digest(await sharp(svg).resize(45).blur(1).rotate(30)[kind]().toBuffer())}`);
		return out.join("\n") + "\n" + JSON.stringify(sharp.versions);
	},
	"onnxruntime-node": async () => {
		const ort = need("onnxruntime-node");
		const session = await ort.InferenceSession.create(model());
		const got = await session.run({ x: new ort.Tensor("float32", Float32Array.from([1, 2, 3, 4.5]), [4]) });
		return Array.from(got.y.data).join(" ");
	},
	"@node-llama-cpp/linux-x64": async () => {
		const addon = need(path.join(folder("@node-llama-cpp/linux-x64"), "bins/linux-x64/llama-addon.node"));
		addon.loadBackends(path.join(folder("@node-llama-cpp/linux-x64"), "bins/linux-x64"));
		return [addon.systemInfo(), addon.getSupportsMlock(), addon.getSupportsGpuOffloading(), Object.keys(addon).sort().join(" ")].join("\n");
	},
	"@duckdb/node-api": async () => {
		const { DuckDBInstance } = need("@duckdb/node-api");
		const connection = await (await DuckDBInstance.create(":memory:")).connect();
		const reader = await connection.runAndReadAll("select i, sum(i * i) over (order by i) s, md5(i::varchar) m from range(50) t(i)");
		return digest(reader.getRows().map((row) => row.join(",")).join("\n")) + " " + reader.getRows().length;
	},
	"@swc/core": async () => need("@swc/core").transformSync("const a: number = [1, 2, ...b]?.length ?? 3; class C { #x = a ** 2 }",
		{ jsc: { parser: { syntax: "typescript" }, target: "es5" }, minify: true }).code,
	"rollup": async () => {
		const { rollup } = need("rollup");
		const code = { a: 'import { x } from "b"; console.log(x);', b: "export const x = 1; export const unused = 2;" };
		const bundle = await rollup({ input: "a", plugins: [{ resolveId: (id) => id, load: (id) => code[id] }] });
		return (await bundle.generate({ format: "cjs" })).output[0].code;
	},
	"lightningcss": async () => need("lightningcss").transform({
		filename: "a.css", minify: true, code: Buffer.from(".a { .b & { color: rgba(255, 0, 0, 0.5); inset: 0 } }"), targets: { safari: 9 << 16 },
	}).code.toString(),
	"@napi-rs/canvas": async () => {
		const canvas = need("@napi-rs/canvas").createCanvas(120, 80);
		const context = canvas.getContext("2d");
		const gradient = context.createLinearGradient(0, 0, 120, 80);
		gradient.addColorStop(0, "red");
		gradient.addColorStop(1, "blue");
		context.fillStyle = gradient;
		context.fillRect(0, 0, 120, 80);
		context.arc(60, 40, 30, 0, 5);
		context.stroke();
		return digest(canvas.toBuffer("image/png"));
	},
	"@parcel/watcher": async () => {
		const watcher = need("@parcel/watcher");
		const place = fs.mkdtempSync(path.join(process.cwd(), "watched-"));
		const snapshot = path.join(process.cwd(), "snapshot");
		await watcher.writeSnapshot(place, snapshot);
		fs.writeFileSync(path.join(place, "new"), "1");
		const events = await watcher.getEventsSince(place, snapshot);
		fs.rmSync(place, { recursive: true });
		fs.rmSync(snapshot);
		return events.map((event) => event.type + " " + path.basename(event.path)).join("\n");
	},
	"libsql": async () => {
		const Database = need("libsql");
		const db = new Database(":memory:");
		db.exec("create table t (a integer, b text); insert into t values (1, 'one'), (2, 'two'), (3, 'three')");
		const { n, s, g, h } = db.prepare("select count(*) n, sum(a) s, group_concat(upper(b)) g, hex(b) h from t").get();
		return [n, s, g, h].join(" ");
	},
	"@node-rs/argon2": async () => need("@node-rs/argon2").hashSync("secret", { salt: Buffer.alloc(16, 7), timeCost: 2, memoryCost: 4096 }),
	"@node-rs/xxhash": async () => {
		const { xxh32, xxh64, xxh3 } = need("@node-rs/xxhash");
		return [xxh32("abc"), xxh64("abc"), xxh3.xxh128(Buffer.alloc(1000, 3))].join(" ");
	},
	"@tailwindcss/oxide": async () => {
		const { Scanner } = need("@tailwindcss/oxide");
		return new Scanner({}).scanFiles([{ content: '<div class="flex p-4 md:hover:underline [color:red]">', extension: "html" }]).sort().join(" ");
	},
	"oxc-parser": async () => digest(JSON.stringify(need("oxc-parser").parseSync("a.ts", "enum A { B = 1 } let c = <T,>(x: T) => x;").program)),
	"@biomejs/cli-linux-x64": async () => run(path.join(folder("@biomejs/cli-linux-x64"), "biome"), ["format", "--stdin-file-path=a.ts"],
		"let   a=[1,2 ,3]\nfunction f( x:number){return x}").toString(),
	"@rspack/core": async () => {
		const { experiments } = need("@rspack/core");
		const code = "const a: number = [1, 2, ...b]?.length ?? 3; enum E { F = 1 }";
		return experiments.swc.transform(code, { jsc: { parser: { syntax: "typescript" }, target: "es5" } }).then((out) => out.code);
	},
	"@resvg/resvg-js": async () => {
		const { Resvg } = need("@resvg/resvg-js");
		const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><path d="M5 5 L70 20 L30 70 Z" fill="teal" stroke="black"/></svg>';
		return digest(new Resvg(svg, { fitTo: { mode: "width", value: 200 } }).render().asPng());
	},
	"@serialport/bindings-cpp": async () => {
		const { autoDetect } = need("@serialport/bindings-cpp");
		return await autoDetect().open({ path: "/dev/null", baudRate: 9600 }).then(() => "opened", (error) => error.message);
	},
	"@remotion/compositor-linux-x64-gnu": async () => {
		const place = folder("@remotion/compositor-linux-x64-gnu");
		const sound = path.join(process.cwd(), "sound.mp4");
		run(path.join(place, "ffmpeg"), ["-v", "error", "-y", "-f", "lavfi", "-i", "sine=frequency=440:duration=2,aresample=22050", "-bitexact",
			"-c:a", "aac", sound]);
		const out = [digest(fs.readFileSync(sound))];
		out.push(run(path.join(place, "ffprobe"), ["-v", "error", "-show_entries", "stream=codec_name,sample_rate,nb_frames", "-of", "csv", sound]).toString());
		fs.rmSync(sound);
		try {
			run(path.join(place, "remotion"), ['{"nonce":"1","payload":{"type":"Echo","params":{"message":"heard"}}}']);
		} catch (error) {
			out.push(...(error.stderr.toString().match(/only supports .*|error while .*/) ?? ["says nothing known"])); // it wants to be told to stay; by then it has started
		}
		return out.join("\n");
	},
};

// What is given beside the package must be loaded by then.
const loaded = (name) => process.report.getReport().sharedObjects.some((file) => path.basename(file) === name);
const finish = (text) => {
	const missing = process.argv.slice(3).filter((name) => !loaded(name));
	console.log([text, ...missing.map((name) => name + " is not loaded")].join("\n"));
	process.exit(0);
};

if (process.argv[2] === "--list")
	console.log(Object.keys(uses).join("\n"));
else
	uses[process.argv[2]]().then(finish, (error) => { console.error(error); process.exit(1); });
