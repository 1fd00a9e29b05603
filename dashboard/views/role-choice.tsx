/** Which roles somebody has, each with what it is for. */
import type { Signal } from '@preact/signals';

export interface RoleTable {
  readonly roles: readonly {
    readonly role: string;
    readonly title: string;
    readonly says: string;
    readonly rights: readonly string[];
  }[];
  readonly rights: Readonly<Record<string, string>>;
}

export function RoleChoice({ table, roles }: { readonly table: RoleTable; readonly roles: Signal<readonly string[]> }) {
  return (
    <fieldset class="role-choice">
      <legend>Roles</legend>
      {table.roles.map(({ role, title, says, rights }) => (
        <label key={role} title={rights.map((right) => table.rights[right] ?? right).join('; ')}>
          <input
            type="checkbox"
            checked={roles.value.includes(role)}
            onChange={(event) => {
              const others = roles.value.filter((each) => each !== role);
              roles.value = event.currentTarget.checked ? [...others, role] : others;
            }}
          />
          <b>{title}</b> <span class="soft">{says}</span>
        </label>
      ))}
    </fieldset>
  );
}
