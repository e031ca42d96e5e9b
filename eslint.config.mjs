// Typed lint. Dependencies point one way: the second half is that rule for each layer, and each exception has its reason beside it.
import tseslint from "typescript-eslint";

/** Which folders a layer may import from; types of a higher layer are refused just as its values are. */
const layers = {
  "firmware/messages": ["firmware/messages"],
  "firmware/meter": ["firmware/messages", "firmware/kernel/description.ts", "firmware/endowments.ts"],
  "firmware/off-switch": [
    ...["firmware/messages", "firmware/kernel/description.ts", "firmware/endowments.ts"],
    // Rules without state; no partition.
    "firmware/off-switch/switch.ts",
  ],
  "firmware/kernel": ["firmware/kernel", "hal/processor.ts", "hal/part-fault.ts"],
  "firmware/keys": [
    ...["firmware/keys", "firmware/crypto"],
    // The counters of keys outlive a reset.
    "firmware/store/values.ts",
    ...["firmware/messages/bytes.ts", "firmware/messages/sealed.ts"],
    "hal/processor.ts",
  ],
  "firmware/store": [
    "firmware/store",
    // The number format, shared with the messages; what a partition is told of an image.
    ...["firmware/messages/bytes.ts", "firmware/messages/image-step.ts"],
    ...["hal/processor.ts", "hal/nor-flash.ts"],
  ],
  "firmware/crypto": ["tweetnacl/board", "hal/processor.ts"],
  hal: ["hal"],
  boards: ["boards"],
  tools: ["tools", "firmware", "hal", "boards"],
};

const hasm = {
  rules: {
    layers: {
      meta: { type: "problem", schema: [], messages: { refused: "{{layer}} may not import {{target}}" } },
      create(context) {
        const root = import.meta.dirname.replaceAll("\\", "/");
        const file = context.filename.replaceAll("\\", "/").slice(root.length + 1);
        const layer = Object.keys(layers).find((folder) => file.startsWith(folder + "/"));
        if (!layer) return {};
        return {
          ImportDeclaration(node) {
            const source = node.source.value;
            const target = source.startsWith(".") ? new URL(source, `file:///${file}`).pathname.slice(1) : source;
            const inside = layers[layer].some((allowed) => target === allowed || target.startsWith(allowed + "/"));
            const outside = layer === "tools" && !source.startsWith(".");
            if (!inside && !outside) context.report({ node, messageId: "refused", data: { layer, target } });
          },
        };
      },
    },
  },
};

export default tseslint.config(
  { ignores: ["build/**", "node_modules/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { hasm },
    languageOptions: {
      parserOptions: {
        project: [
          "firmware/tsconfig.json",
          "firmware/kernel/tsconfig.json",
          "hal/tsconfig.json",
          "boards/tsconfig.json",
          "bench/page/client/tsconfig.json",
          "tsconfig.host.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "hasm/layers": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // Every index is checked by the compiler (noUncheckedIndexedAccess); "!" states what the line above it proved.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Numbers in messages are the rule here, and their text is exact.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A call as the whole body of an arrow reads well, whatever it returns.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // Text of numbers is made by concatenation on the engine, and by habit elsewhere.
      "@typescript-eslint/restrict-plus-operands": ["error", { allowNumberAndString: true }],
      // Byte strings have no characters to break.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // On the engine the comparison is the cheaper half of a truth test, and the compiler cannot know what the wire sends.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    files: ["firmware/**/*.ts", "hal/**/*.ts"],
    rules: {
      // The engine has no `includes` on every string, no `startsWith` worth its lookup, no classes in partitions, no `Error`.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/prefer-optional-chain": "off",
      "@typescript-eslint/no-empty-object-type": "off",
      "@typescript-eslint/no-unsafe-function-type": "off",
      "@typescript-eslint/prefer-includes": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // mocha's `describe` and `it` return nothing that could be awaited.
      "@typescript-eslint/no-floating-promises": "off",
      // The engine's functions are compared and called as they are.
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
