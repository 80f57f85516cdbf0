import type { IncomingHttpHeaders } from 'node:http';
import type { RequiredPrivilege, RouteSecurity } from '@kbn/core/server';
import type { FeatureKibanaPrivileges, KibanaFeatureConfig } from '@kbn/features-plugin/server';

/** Who asks, and what the administrator granted. The standalone host has one local user with everything. */
export interface HostUser {
  name: string;
  /** The feature's privilege, as in a Kibana role; `minimal_all` is All without what it carries along. */
  privilege: 'all' | 'minimal_all' | 'read' | 'none';
  /** Ids of sub-feature privileges granted in addition. */
  subFeatures?: string[];
}

export type UserOf = (headers: IncomingHttpHeaders) => HostUser;

export const LOCAL_USER: HostUser = { name: 'local', privilege: 'all' };

/** Features that plugins registered, and what they grant. Mirrors the rules of the `features` plugin. */
export class FeatureRegistry {
  private readonly features: KibanaFeatureConfig[] = [];

  public register(feature: KibanaFeatureConfig): void {
    if (!/^[a-zA-Z0-9_-]+$/.test(feature.id) || this.features.some(({ id }) => id === feature.id)) {
      throw new Error(`Feature id "${feature.id}" is not valid or taken.`);
    }
    const inPrivileges = new Set(ownPrivileges(feature).flatMap(({ app }) => app ?? []));
    if (feature.privileges === null && feature.subFeatures !== undefined) {
      throw new Error(`Feature ${feature.id}: sub-features need privileges.`);
    }
    for (const app of new Set(feature.privileges ? [...feature.app, ...inPrivileges] : [])) {
      if (!feature.app.includes(app) || !inPrivileges.has(app)) {
        throw new Error(
          `Feature ${feature.id}: app "${app}" must stand both in the feature and in a privilege.`
        );
      }
    }
    this.features.push(feature);
  }

  /** Everything that a user's role carries: API privileges and UI capabilities by feature id. */
  public grants(user: HostUser): { api: Set<string>; ui: Record<string, Record<string, boolean>> } {
    const api = new Set<string>();
    const ui: Record<string, Record<string, boolean>> = {};
    for (const feature of this.features) {
      const known = [...ownPrivileges(feature), ...subPrivileges(feature)];
      const capabilities = Object.fromEntries(
        known.flatMap((privilege) => privilege.ui).map((name) => [name, false])
      );
      for (const privilege of granted(feature, user)) {
        privilege.api?.forEach((name) => api.add(name));
        privilege.ui.forEach((name) => (capabilities[name] = true));
      }
      ui[feature.id] = capabilities;
    }
    return { api, ui };
  }
}

const ownPrivileges = ({ privileges }: KibanaFeatureConfig) =>
  privileges === null ? [] : [privileges.all, privileges.read];

const subPrivileges = (feature: KibanaFeatureConfig) =>
  (feature.subFeatures ?? []).flatMap(({ privilegeGroups }) =>
    privilegeGroups.flatMap(({ privileges }) => privileges)
  );

function granted(feature: KibanaFeatureConfig, user: HostUser): FeatureKibanaPrivileges[] {
  if (user.privilege === 'none' || feature.privileges === null) return [];
  const carriedAlong = subPrivileges(feature).filter(
    ({ id, includeIn }) =>
      (includeIn === 'read' && user.privilege !== 'minimal_all') ||
      (includeIn === 'all' && user.privilege === 'all') ||
      user.subFeatures?.includes(id)
  );
  const base = user.privilege === 'read' ? 'read' : 'all';
  return [feature.privileges[base], ...carriedAlong];
}

export interface AuthzDecision {
  allowed: boolean;
  /** For each privilege the route asks about: whether the user has it (`request.authzResult`). */
  result: Record<string, boolean>;
  missing: string[];
}

/** Mirrors x-pack/platform/plugins/shared/security/server/authorization/api_authorization.ts. */
export function authorize(security: RouteSecurity, granted: ReadonlySet<string>): AuthzDecision {
  if (!('requiredPrivileges' in security.authz)) return { allowed: true, result: {}, missing: [] };
  const required = security.authz.requiredPrivileges;
  const names = required.flatMap((item) =>
    typeof item === 'string' ? [item] : [...(item.allRequired ?? []), ...(item.anyRequired ?? [])]
  );
  const holds = (item: RequiredPrivilege): boolean =>
    typeof item === 'string'
      ? granted.has(item)
      : (item.allRequired ?? []).every((name) => granted.has(name)) &&
        (item.anyRequired === undefined || item.anyRequired.some((name) => granted.has(name)));
  return {
    allowed: required.every(holds),
    result: Object.fromEntries(names.map((name) => [name, granted.has(name)])),
    missing: names.filter((name) => !granted.has(name)),
  };
}
