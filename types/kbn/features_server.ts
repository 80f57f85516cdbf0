/** x-pack/platform/plugins/shared/features/common/feature_kibana_privileges.ts @1064da9d */
export interface FeatureKibanaPrivileges {
  app?: readonly string[];
  catalogue?: readonly string[];
  api?: readonly string[];
  savedObject: { all: readonly string[]; read: readonly string[] };
  ui: readonly string[];
}

/** x-pack/platform/plugins/shared/features/common/sub_feature.ts @2e2feb2c (SubFeaturePrivilegeConfig, SubFeatureConfig) */
export interface SubFeaturePrivilege extends FeatureKibanaPrivileges {
  id: string;
  name: string;
  /** Which of the feature's own privileges carry this one along. */
  includeIn: 'all' | 'read' | 'none';
}
export interface SubFeature {
  name: string;
  description?: string;
  privilegeGroups: ReadonlyArray<{
    groupType: 'independent' | 'mutually_exclusive';
    privileges: readonly SubFeaturePrivilege[];
  }>;
}

/** x-pack/platform/plugins/shared/features/common/kibana_feature.ts @25d6d3ae */
export interface KibanaFeatureConfig {
  id: string;
  name: string;
  category: { id: string; label: string; order?: number; euiIconType?: string };
  order?: number;
  /** Only where roles and spaces list the feature; it keeps nobody out. */
  minimumLicense?: string;
  app: readonly string[];
  catalogue?: readonly string[];
  description?: string;
  /** null: a feature that only spaces can hide. */
  privileges: { all: FeatureKibanaPrivileges; read: FeatureKibanaPrivileges } | null;
  /** Only with privileges. */
  subFeatures?: readonly SubFeature[];
  hidden?: boolean;
  scope?: ReadonlyArray<'security' | 'spaces'>;
}

/** x-pack/platform/plugins/shared/features/server/plugin.ts @309432f0 */
export interface FeaturesPluginSetup {
  registerKibanaFeature(feature: KibanaFeatureConfig): void;
}
