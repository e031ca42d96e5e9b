// Which names a script declares, where, and under what condition: first half of the scope analysis. A function declared in a
// block belongs to the function around it, as `var` does; whether a use outside the block is allowed is for the rules to say.

import type { AnyNode } from "acorn";
import { childrenOf, isClass, isForLoop, isFunction, type FunctionNode, type NodeOf } from "./tree.ts";

type DeclarationKind = "var" | "let" | "const" | "function" | "class" | "parameter" | "caught" | "own";

export interface Declaration {
  readonly kind: DeclarationKind;
  readonly name: NodeOf<"Identifier">;
  /** Offset in the text from which on the engine knows the name, if it comes past here at all. */
  readonly at: number;
  /** The branch, loop body or function that must be entered for the declaration to happen. */
  readonly region: AnyNode;
  /** Declared in the head of a for loop by let or const. */
  readonly loopHead: boolean;
  /** The declarator, function or class that makes the value. */
  readonly maker: AnyNode;
}

export interface Binding {
  readonly name: string;
  /** The function, or the whole script, that the name belongs to. */
  readonly owner: AnyNode;
  readonly declarations: Declaration[];
}

export interface Scope {
  readonly owner: AnyNode;
  readonly outer: Scope | undefined;
  readonly names: Map<string, Binding>;
}

/** Where the walk is: the scope for let, the scope for var, the region. */
interface Place {
  readonly scope: Scope;
  readonly functionScope: Scope;
  readonly region: AnyNode;
}

/** The names that a pattern binds. */
function patternNames(pattern: AnyNode): NodeOf<"Identifier">[] {
  if (pattern.type === "Identifier") return [pattern];
  if (pattern.type === "ObjectPattern")
    return pattern.properties.flatMap((entry) => patternNames(entry.type === "Property" ? entry.value : entry));
  if (pattern.type === "ArrayPattern")
    return pattern.elements.flatMap((entry) => (entry === null ? [] : patternNames(entry)));
  if (pattern.type === "RestElement") return patternNames(pattern.argument);
  return pattern.type === "AssignmentPattern" ? patternNames(pattern.left) : [];
}

/** Scopes of a script by the node that opens them. */
export function declareNames(program: NodeOf<"Program">): Map<AnyNode, Scope> {
  const scopes = new Map<AnyNode, Scope>();

  function open(node: AnyNode, owner: AnyNode, outer: Scope | undefined): Scope {
    const scope: Scope = { owner, outer, names: new Map() };
    scopes.set(node, scope);
    return scope;
  }

  function add(scope: Scope, declaration: Declaration): void {
    const name = declaration.name.name;
    const known = scope.names.get(name);
    if (known === undefined) scope.names.set(name, { name, owner: scope.owner, declarations: [declaration] });
    else known.declarations.push(declaration);
  }

  function enterFunction(node: FunctionNode, place: Place): void {
    const scope = open(node, node, place.scope);
    const own = { at: node.start, region: node, loopHead: false, maker: node } as const;
    if (node.type === "FunctionDeclaration" && node.id) {
      const { functionScope, region } = place;
      add(functionScope, { kind: "function", name: node.id, at: node.end, region, loopHead: false, maker: node });
    } else if (node.type === "FunctionExpression" && node.id) add(scope, { ...own, kind: "own", name: node.id });
    for (const parameter of node.params)
      for (const name of patternNames(parameter)) add(scope, { ...own, kind: "parameter", name });
    const inside = { scope, functionScope: scope, region: node };
    for (const parameter of node.params) visit(parameter, inside);
    if (node.body.type === "BlockStatement") for (const child of node.body.body) visit(child, inside);
    else visit(node.body, inside);
  }

  function enterVariables(node: NodeOf<"VariableDeclaration">, place: Place, inHead: boolean): void {
    const scope = node.kind === "var" ? place.functionScope : place.scope;
    const kind = node.kind === "let" || node.kind === "var" ? node.kind : "const";
    for (const declarator of node.declarations) {
      for (const name of patternNames(declarator.id)) {
        const loopHead = inHead && kind !== "var";
        add(scope, { kind, name, at: declarator.id.end, region: place.region, loopHead, maker: declarator });
      }
      visit(declarator.id, place);
      if (declarator.init) visit(declarator.init, place);
    }
  }

  function enterClass(node: NodeOf<"ClassDeclaration" | "ClassExpression">, place: Place): void {
    const scope = open(node, place.scope.owner, place.scope);
    const declared = { region: place.region, loopHead: false, maker: node } as const;
    if (node.type === "ClassDeclaration" && node.id)
      add(place.scope, { ...declared, kind: "class", name: node.id, at: node.end });
    else if (node.id) add(scope, { ...declared, kind: "own", name: node.id, at: node.start });
    for (const child of childrenOf(node)) visit(child, { ...place, scope });
  }

  function enterLoop(node: NodeOf<"ForStatement" | "ForInStatement" | "ForOfStatement">, place: Place): void {
    const inside = { ...place, scope: open(node, place.scope.owner, place.scope) };
    const head = node.type === "ForStatement" ? node.init : node.left;
    for (const child of childrenOf(node)) {
      if (child === head && child.type === "VariableDeclaration") enterVariables(child, inside, true);
      else visit(child, child === node.body ? { ...inside, region: child } : inside);
    }
  }

  function enterCatch(node: NodeOf<"CatchClause">, place: Place): void {
    const inside = { ...place, scope: open(node, place.scope.owner, place.scope), region: node };
    const caught = { kind: "caught", at: node.start, region: node, loopHead: false, maker: node } as const;
    for (const name of node.param ? patternNames(node.param) : []) add(inside.scope, { ...caught, name });
    for (const child of childrenOf(node)) visit(child, inside);
  }

  function isBranch(parent: AnyNode, child: AnyNode): boolean {
    if (parent.type === "IfStatement") return child !== parent.test;
    if (parent.type === "WhileStatement" || parent.type === "DoWhileStatement") return child === parent.body;
    return child.type === "SwitchCase" || (parent.type === "TryStatement" && child === parent.block);
  }

  function enterOther(node: AnyNode, place: Place): void {
    const opens = node.type === "BlockStatement" || node.type === "SwitchStatement" || node.type === "StaticBlock";
    const scope = opens ? open(node, place.scope.owner, place.scope) : place.scope;
    for (const child of childrenOf(node))
      visit(child, { ...place, scope, region: isBranch(node, child) ? child : place.region });
  }

  function visit(node: AnyNode, place: Place): void {
    if (isFunction(node)) enterFunction(node, place);
    else if (isClass(node)) enterClass(node, place);
    else if (isForLoop(node)) enterLoop(node, place);
    else if (node.type === "VariableDeclaration") enterVariables(node, place, false);
    else if (node.type === "CatchClause") enterCatch(node, place);
    else enterOther(node, place);
  }

  const top = open(program, program, undefined);
  for (const child of program.body) visit(child, { scope: top, functionScope: top, region: program });
  return scopes;
}
