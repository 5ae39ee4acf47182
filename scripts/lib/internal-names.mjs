/**
 * Properties that only this project's own objects have, and that nobody outside of the bundle looks at: the build gives
 * them short names, the same ones in every chunk, which is most of a kilobyte of the entry. A name that Home Assistant, the
 * browser, Lit or a recorded home also uses must not be here (test/contract/internal-names.test.ts).
 */
export const INTERNAL_NAMES = `
  held onChange askSoon gatherer viewers coolDowns registries everyLock stopTick stopSettling stopGrace setAsk
  runChanged notifyFor letGo restructure judgeAll lookAtRuns judge judgeOne duringInterview refOf lookAt lockOf
  answersChanged startedAt stopStarting cleanups answeredNo elapsed lookAgain drawing matchedNow lease localeKey chunkMissing opened
  stopSeconds openLease closeLease readLocale shownLayout findAmong byDevice snapshot diagnosis adapterId hubSiblings siblings
  deviceId uniqueId translationKey deviceClass otherUpdates entryId hubName takenAt coolDown verifyWithin observable settled
  consent failedBefore because adminOnly readOnly recognises remedyId checkId localize quantity isAvailable findAtHub
  coolsUntil askState closeAsk isAdmin refreshAll refreshDevice batteryLow batteryCritical answered commanded evaluate
  watched interest outcomes findings families explains measures proves harm wants plans
  uiOf moreInfo entityId request clock admin current context wanted answer holds cause outcome settings facts phase variant remedy health offers inProgress installable requestUpdate stopGathering readRegistries structure external lasting
  gap observable steady findHelper helper deepOf theirs makeRoom putAway news settleSoon told early
  gatherSoon structureNow bridge knowledge readers companions bringMore vital aside doubt details
  adapterFor entitiesOf updatesOf childrenOf planning askedAt
`
  .trim()
  .split(/\s+/);
