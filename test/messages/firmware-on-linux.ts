// Pure functions of firmware/messages on the real engine, lowered and minified as the build does it.

import { transform, build } from "esbuild";
import { ROOT } from "../../tools/build/bundle.ts";
import { bundleOptions, minifyOptions } from "../../tools/build/esbuild-options.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";

/** What the script may use besides. */
const WORDS = `
  function hexOf(text) {
    let all = "";
    for (let i = 0; i < text.length; i++) all += ("0" + text.charCodeAt(i).toString(16)).substr(-2);
    return all;
  }
  function unhex(digits) {
    let all = "";
    for (let i = 0; i < digits.length; i += 2) all += String.fromCharCode(parseInt(digits.substr(i, 2), 16));
    return all;
  }`;

/** What `script` prints where the functions `names`, "a, b", of the message file `name` are there. */
export async function firmwareOnLinux(name: string, names: string, script: string): Promise<string> {
  const contents = `import { ${names} } from "${ROOT}firmware/messages/${name}.ts"; export { ${names} };`;
  const bundled = await build({ ...bundleOptions, stdin: { contents, resolveDir: ROOT, loader: "ts" } });
  const text = bundled.outputFiles[0]!.text.replace(/export \{[^}]*\};?\s*$/, "");
  const { code } = await transform(`x=function(){${text};return[${names}]}`, minifyOptions);
  const taken = names.split(", ").map((one, i) => `const ${one} = made[${i}];`);
  const program = `const made = (${code.trim().replace(/^x=/, "").replace(/;$/, "")})();${taken.join("")}${WORDS}\n${script}`;
  return (await runOnLinux(program, { timeoutMs: 60_000 })).stdout;
}
