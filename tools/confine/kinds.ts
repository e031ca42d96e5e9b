// What each expression of a partition may yield, as a set of the bits in allowed.ts. Functions are called by name only, so every call of
// a helper is in sight, and what a helper is given and gives back is followed like any variable. The result holds whatever the order of
// execution is: a variable has every kind that any assignment in the partition gives it.
//
// It relies on the kernel for two things: a handler is called with byte strings, numbers or nothing, and a lent function returns a plain
// value or an array of numbers made for this call.

import type { AnyNode } from "acorn";
import { walk } from "../dialect/tree.ts";
import type { FunctionNode, NodeOf } from "../dialect/tree.ts";
import {
  ARITHMETIC,
  ARRAYS,
  FREE_VALUES,
  LENT,
  METHODS,
  MOST_INDEX,
  NUMBER,
  PLAIN,
  SMALL,
  TEXT,
  TYPED,
  VALUE,
} from "./allowed.ts";
import { freeMethodKind } from "./names.ts";
import { isLentOrHelper } from "./scope.ts";
import type { Binding, Names } from "./scope.ts";
import type { Factory } from "./shape.ts";

const NUMBERS = SMALL | NUMBER;

export class Kinds {
  readonly #names: Names;
  readonly #variables = new Map<Binding, number>();
  readonly #results = new Map<FunctionNode, number>();
  #changed = true;

  constructor(factory: Factory, names: Names) {
    this.#names = names;
    this.#takeParameters();
    while (this.#changed) {
      this.#changed = false;
      walk(factory, (node) => {
        this.#learn(node);
      });
    }
  }

  isNumber(node: AnyNode): boolean {
    return (this.of(node) & ~NUMBERS) === 0;
  }

  isSmall(node: AnyNode): boolean {
    return (this.of(node) & ~SMALL) === 0;
  }

  mayBe(node: AnyNode, kinds: number): boolean {
    return (this.of(node) & kinds) !== 0;
  }

  of(node: AnyNode): number {
    const read = this.#readers[node.type] as ((node: AnyNode) => number) | undefined;
    return read ? read(node) : VALUE;
  }

  readonly #readers: { readonly [T in AnyNode["type"]]?: (node: NodeOf<T>) => number } = {
    Literal: literalKind,
    Identifier: (node) => this.#identifier(node),
    UnaryExpression: (node) => this.#unary(node),
    BinaryExpression: (node) => this.#binary(node.operator, node.left, node.right),
    LogicalExpression: (node) => this.of(node.left) | this.of(node.right),
    ConditionalExpression: (node) => this.of(node.consequent) | this.of(node.alternate),
    SequenceExpression: (node) => this.of(node.expressions.at(-1)!),
    AssignmentExpression: (node) =>
      node.operator === "=" ? this.of(node.right) : this.#binary(node.operator.slice(0, -1), node.left, node.right),
    UpdateExpression: (node) => (this.isNumber(node.argument) ? NUMBER : NUMBER | TEXT),
    ArrayExpression: () => PLAIN,
    NewExpression: () => TYPED,
    MemberExpression: (node) => this.#member(node),
    CallExpression: (node) => this.#call(node),
  };

  #identifier(node: NodeOf<"Identifier">): number {
    const binding = this.#names.uses.get(node) ?? this.#names.declarations.get(node);
    if (isLentOrHelper(binding)) return VALUE;
    if (binding) return this.#variables.get(binding) ?? 0;
    return FREE_VALUES.has(node.name) ? SMALL : VALUE;
  }

  #unary(node: NodeOf<"UnaryExpression">): number {
    if (node.operator === "void") return SMALL;
    if (node.operator === "!") return TEXT;
    const isSmall = node.argument.type === "Literal" && this.isSmall(node.argument);
    return isSmall && node.operator !== "~" ? SMALL : NUMBER;
  }

  #binary(operator: string, left: AnyNode, right: AnyNode): number {
    if (operator === "+") return this.isNumber(left) && this.isNumber(right) ? NUMBER : NUMBER | TEXT;
    if (!ARITHMETIC.has(operator)) return TEXT;
    const isSmall = (node: AnyNode): boolean => node.type === "Literal" && this.isSmall(node);
    if (operator === "%" && isSmall(right)) return SMALL;
    return operator === "&" && (isSmall(left) || isSmall(right)) ? SMALL : NUMBER;
  }

  #member(node: NodeOf<"MemberExpression">): number {
    if (!node.computed) return NUMBER;
    return (this.of(node.object) & ~TYPED) === 0 ? NUMBER : NUMBER | TEXT;
  }

  #call(node: NodeOf<"CallExpression">): number {
    const { callee } = node;
    if (callee.type === "Identifier") {
      const binding = this.#names.uses.get(callee);
      if (binding?.kind === "lent") return VALUE | LENT;
      return binding?.helper ? (this.#results.get(binding.helper) ?? 0) : VALUE;
    }
    if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return VALUE;
    const free = freeMethodKind(node, this.#names);
    if (free !== undefined) return free;
    const { name } = callee.property;
    if (name === "slice" && !this.mayBe(callee.object, ARRAYS)) return TEXT;
    return Object.hasOwn(METHODS, name) ? METHODS[name]! : VALUE;
  }

  #takeParameters(): void {
    for (const one of this.#names.functions) {
      this.#results.set(one, SMALL);
      if (one.type !== "FunctionDeclaration") for (const param of one.params) this.#give(param, VALUE);
    }
  }

  #give(id: AnyNode, kinds: number): void {
    const binding =
      id.type === "Identifier" ? (this.#names.declarations.get(id) ?? this.#names.uses.get(id)) : undefined;
    if (!binding) return;
    const before = this.#variables.get(binding) ?? 0;
    this.#variables.set(binding, before | kinds);
    if ((before | kinds) !== before) this.#changed = true;
  }

  #learn(node: AnyNode): void {
    if (node.type === "VariableDeclarator") this.#give(node.id, node.init ? this.of(node.init) : this.#declared(node));
    else if (node.type === "AssignmentExpression") this.#give(node.left, this.of(node));
    else if (node.type === "UpdateExpression") this.#give(node.argument, this.of(node));
    else if (node.type === "CatchClause" && node.param) this.#give(node.param, VALUE);
    else if (node.type === "CallExpression") this.#pass(node);
    else if (node.type === "FunctionDeclaration") this.#collect(node);
  }

  /** Without an initialiser: nothing, or in the head of a loop what it comes by. */
  #declared(node: NodeOf<"VariableDeclarator">): number {
    const declaration = this.#names.parents.get(node);
    const loop = declaration && this.#names.parents.get(declaration);
    const isHead = (loop?.type === "ForOfStatement" || loop?.type === "ForInStatement") && loop.left === declaration;
    return isHead ? VALUE : SMALL;
  }

  /** A parameter without an argument is undefined. */
  #pass(call: NodeOf<"CallExpression">): void {
    const helper = call.callee.type === "Identifier" ? this.#names.uses.get(call.callee)?.helper : undefined;
    helper?.params.forEach((param, i) => {
      const argument = call.arguments[i];
      this.#give(param, argument ? this.of(argument) : SMALL);
    });
  }

  #collect(helper: FunctionNode): void {
    for (const { argument } of this.#names.returns.get(helper) ?? []) {
      const before = this.#results.get(helper) ?? 0;
      const after = before | (argument ? this.of(argument) : SMALL);
      this.#results.set(helper, after);
      if (after !== before) this.#changed = true;
    }
  }
}

function literalKind(node: NodeOf<"Literal">): number {
  if (typeof node.value !== "number") return TEXT;
  return node.value <= MOST_INDEX ? SMALL : NUMBER;
}
