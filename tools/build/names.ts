// Names of system.ts as they stand in a partition: "off-switch-link" is `offSwitchLink`, and `toOffSwitchLink` with a prefix.

export function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

export function prefixed(prefix: string, name: string): string {
  const word = camel(name);
  return prefix + word.charAt(0).toUpperCase() + word.slice(1);
}
