/** src/platform/plugins/shared/share/public/types.ts and common/url_service/locators/types.ts */
export interface LocatorPublic<P extends object> {
  getUrl(params: P, options?: { absolute?: boolean }): Promise<string>;
  navigate(params: P, options?: { replace?: boolean }): Promise<void>;
}

export interface SharePluginStart {
  url: {
    locators: {
      get<P extends object>(id: string): LocatorPublic<P> | undefined;
    };
  };
}
