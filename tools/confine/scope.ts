// Names of one partition: which declaration each use means. The engine hoists nothing and looks names up when it comes by, so the walk
// goes through the text in its order and knows at every use what has been declared so far. It reports rule C7 and collects what the
// other rules ask; a name that is declared nowhere is left to rule C3.

import type { AnyNode } from "acorn";
import { childrenOf, isFunction } from "../dialect/tree.ts";
import type { FunctionNode, NodeOf } from "../dialect/tree.ts";
import { BUDGET, RESERVED } from "./allowed.ts";
import type { Report } from "./rules.ts";
import type { Factory } from "./shape.ts";

export type Identifier = NodeOf<"Identifier">;

/** `lent` and `helper` are functions; `parameter` and `variable` hold values. */
export interface Binding {
  readonly name: string;
  readonly kind: "lent" | "helper" | "parameter" | "variable";
  /** The function of a helper. */
  readonly helper?: FunctionNode;
  declared: boolean;
}

export interface Names {
  readonly parents: ReadonlyMap<AnyNode, AnyNode>;
  /** What each use means; undefined where nothing of the partition is meant. Declarations are not uses. */
  readonly uses: ReadonlyMap<Identifier, Binding | undefined>;
  /** Binding of a declarator's or parameter's name. */
  readonly declarations: ReadonlyMap<AnyNode, Binding>;
  /** Every place where the name of the step budget stands. */
  readonly budget: readonly Identifier[];
  readonly functions: readonly FunctionNode[];
  readonly returns: ReadonlyMap<FunctionNode, readonly NodeOf<"ReturnStatement">[]>;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly above: Scope | undefined;
}

export function isLentOrHelper(binding: Binding | undefined): boolean {
  return binding?.kind === "lent" || binding?.kind === "helper";
}

/** Whether an identifier is only the name of a property or label. */
function isBareName(node: Identifier, parent: AnyNode | undefined): boolean {
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent?.type === "Property" || parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition")
    return parent.key === node && !parent.computed;
  if (parent?.type === "MetaProperty") return true;
  return (
    parent?.type === "LabeledStatement" || parent?.type === "BreakStatement" || parent?.type === "ContinueStatement"
  );
}

class NameWalk implements Names {
  readonly parents = new Map<AnyNode, AnyNode>();
  readonly uses = new Map<Identifier, Binding | undefined>();
  readonly declarations = new Map<AnyNode, Binding>();
  readonly budget: Identifier[] = [];
  readonly functions: FunctionNode[] = [];
  readonly returns = new Map<FunctionNode, NodeOf<"ReturnStatement">[]>();
  readonly #factory: Factory;
  readonly #report: Report;
  #scope: Scope | undefined;
  #inside: FunctionNode | undefined;

  constructor(factory: Factory, report: Report) {
    this.#factory = factory;
    this.#report = report;
    this.#visit(factory, undefined);
  }

  #within(body: () => void): void {
    this.#scope = { names: new Map(), above: this.#scope };
    body();
    this.#scope = this.#scope.above;
  }

  #visit(node: AnyNode, parent: AnyNode | undefined): void {
    if (parent) this.parents.set(node, parent);
    if (node.type === "Identifier") this.#use(node, parent);
    else if (isFunction(node)) this.#function(node);
    else if (node.type === "VariableDeclaration") this.#variables(node);
    else if (node.type === "BlockStatement")
      this.#within(() => {
        this.#block(node);
      });
    else if (node.type === "ForStatement" || node.type === "ForOfStatement" || node.type === "ForInStatement")
      this.#within(() => {
        this.#children(node);
      });
    else if (node.type === "CatchClause") this.#catch(node);
    else {
      if (node.type === "ReturnStatement" && this.#inside) this.returns.get(this.#inside)?.push(node);
      this.#children(node);
    }
  }

  #children(node: AnyNode, except?: AnyNode | null): void {
    for (const child of childrenOf(node)) if (child !== except) this.#visit(child, node);
  }

  /** Takes note of what a list of statements will declare, so that an earlier use is seen to be early. */
  #block(node: AnyNode): void {
    for (const statement of childrenOf(node)) {
      if (statement.type === "FunctionDeclaration" && statement.id)
        this.#expect(statement.id, { kind: "helper", helper: statement });
      if (statement.type === "VariableDeclaration" && statement.kind !== "var") this.#expectAll(statement);
    }
    this.#children(node);
  }

  #function(node: FunctionNode): void {
    const outside = this.#inside;
    if (node.type === "FunctionDeclaration") this.#declareHelper(node);
    this.#inside = node;
    this.functions.push(node);
    this.returns.set(node, []);
    this.#within(() => {
      for (const param of node.params) {
        this.#visitPattern(param, node);
        this.#expect(param, { kind: node === this.#factory ? "lent" : "parameter" });
        this.#declare(param);
      }
      this.#expectVars(node.body);
      this.parents.set(node.body, node);
      if (node.body.type === "BlockStatement") this.#block(node.body);
      else this.#visit(node.body, node);
    });
    this.#inside = outside;
  }

  #declareHelper(node: NodeOf<"FunctionDeclaration">): void {
    if (!node.id) return;
    if (this.parents.get(node) !== this.#inside?.body)
      this.#report("C7", node.start, `the function "${node.id.name}" is declared inside another statement`);
    if (!this.#scope?.names.has(node.id.name)) this.#expect(node.id, { kind: "helper", helper: node });
    this.#declare(node.id);
  }

  /** `var` belongs to the function, wherever it stands. */
  #expectVars(node: AnyNode): void {
    for (const child of childrenOf(node)) {
      if (child.type === "VariableDeclaration" && child.kind === "var") this.#expectAll(child);
      if (!isFunction(child)) this.#expectVars(child);
    }
  }

  #variables(node: NodeOf<"VariableDeclaration">): void {
    const parent = this.parents.get(node);
    if (node.kind !== "var") {
      const inHead = parent?.type !== "BlockStatement";
      if (inHead) this.#expectAll(node);
    } else if (!this.#isTop(node, parent))
      this.#report("C7", node.start, "var in a nested block, which may not have run");
    for (const declarator of node.declarations) {
      this.parents.set(declarator, node);
      if (declarator.init) this.#visit(declarator.init, declarator);
      this.#visitPattern(declarator.id, declarator);
      this.#declare(declarator.id);
    }
  }

  /** Whether a statement of `var` runs whenever its function does: at the top, or in the head of a loop at the top. */
  #isTop(node: AnyNode, parent: AnyNode | undefined): boolean {
    const statement = parent?.type === "ForStatement" && parent.init === node ? parent : node;
    return this.#inside !== undefined && this.parents.get(statement) === this.#inside.body;
  }

  #catch(node: NodeOf<"CatchClause">): void {
    this.#within(() => {
      if (node.param) {
        this.#visitPattern(node.param, node);
        this.#expect(node.param, { kind: "variable" });
        this.#declare(node.param);
      }
      this.#children(node, node.param);
    });
  }

  /** What stands inside a destructuring pattern; rule C2 refuses the pattern itself. */
  #visitPattern(node: AnyNode, parent: AnyNode): void {
    this.parents.set(node, parent);
    if (node.type === "Identifier" && node.name === BUDGET) this.budget.push(node);
    if (node.type !== "Identifier") this.#children(node);
  }

  #expectAll(node: NodeOf<"VariableDeclaration">): void {
    for (const { id } of node.declarations) this.#expect(id, { kind: "variable" });
  }

  #expect(id: AnyNode, what: { kind: Binding["kind"]; helper?: FunctionNode }): void {
    if (id.type !== "Identifier" || id.name === BUDGET || !this.#scope) return;
    const { name } = id;
    let scope: Scope | undefined = this.#scope;
    if (scope.names.has(name)) this.#report("C7", id.start, `"${name}" is declared twice`);
    else if (RESERVED.has(name)) this.#report("C7", id.start, `"${name}" is no name for a local`);
    else
      for (scope = scope.above; scope; scope = scope.above)
        if (scope.names.has(name)) {
          this.#report("C7", id.start, `"${name}" hides the "${name}" around it`);
          break;
        }
    if (!this.#scope.names.has(name)) this.#scope.names.set(name, { name, declared: false, ...what });
  }

  #declare(id: AnyNode): void {
    const binding = id.type === "Identifier" ? this.#find(id.name) : undefined;
    if (!binding) return;
    binding.declared = true;
    this.declarations.set(id, binding);
  }

  #find(name: string): Binding | undefined {
    for (let scope = this.#scope; scope; scope = scope.above) {
      const binding = scope.names.get(name);
      if (binding) return binding;
    }
    return undefined;
  }

  #use(node: Identifier, parent: AnyNode | undefined): void {
    if (isBareName(node, parent)) return;
    if (node.name === BUDGET) {
      this.budget.push(node);
      return;
    }
    const binding = this.#find(node.name);
    if (binding && !binding.declared) this.#report("C7", node.start, `"${node.name}" is used before its declaration`);
    this.uses.set(node, binding);
  }
}

/** Walks a partition. */
export function namesOf(factory: Factory, report: Report): Names {
  return new NameWalk(factory, report);
}
