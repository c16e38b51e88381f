/**
 * Production host names of the services (skype.md 1). They are the keys of `services` in the discovery document and
 * the path prefixes of the one-origin layout.
 */
export const serviceHosts = {
  messaging: 'client-s.gateway.messenger.live.com',
  login: 'login.skype.com',
  microsoftLogin: 'login.live.com',
  edge: 'edge.skype.com',
  user: 'api.skype.com',
  profile: 'profile.skype.com',
  contacts: 'contacts.skype.com',
  avatar: 'avatar.skype.com',
  options: 'options.skype.com',
  flags: 'flagsapi.skype.com',
  directory: 'skypegraph.skype.com',
  recommendations: 'peoplerecommendations.skype.com',
  bots: 'api.aps.skype.com',
  objects: 'api.asm.skype.com',
  join: 'join.skype.com',
  joinApi: 'api.join.skype.com',
  scheduler: 'api.scheduler.skype.com',
  entitlement: 'consumer.entitlement.skype.com',
  urlInfo: 'urlp.asm.skype.com',
  translator: 'dev.microsofttranslator.com',
  config: 'a.config.skype.com',
  people: 'people.directory.live.com',
  peopleProfile: 'pf.directory.live.com',
  assets: 'static-asm.secure.skypeassets.com',
  assetToken: 'static.asm.skype.com',
} as const;

export type ServiceName = keyof typeof serviceHosts;
