import type { Messages } from './catalog.ts';

/** French. */
export const french: Messages = {
  languageName: 'Français',

  title: 'Avis concernant une demande de rétention par l’immigration (« detainer »)',
  forPerson: 'Pour : {name}',
  heldAt: 'Lieu de détention : {jail}',

  whatHeading: 'Ce qu’est ce document',
  whatDetainer:
    'Des agents de l’immigration du Département de la Sécurité intérieure (DHS) ont envoyé à la prison une demande de rétention (« detainer ») vous concernant. On doit vous en remettre une copie.',
  whatRequest:
    'Le « detainer » n’est qu’une demande adressée à la prison. Ce n’est ni une décision de justice, ni une accusation pénale, ni une décision vous obligeant à quitter les États-Unis. La prison peut la refuser.',
  whatHold:
    'Il demande à la prison de vous garder après le moment où elle devrait sinon vous libérer, mais jamais au-delà de la limite ci-dessous.',
  whatNotifyOnly:
    'Il ne demande pas à la prison de vous garder. Il lui demande seulement de dire quand elle vous libérera. Ce n’est pas une raison de vous garder plus longtemps.',
  whatConviction:
    'Il n’a d’effet que si vous êtes condamné pour l’accusation qui motive votre détention. Sans condamnation, il ne demande rien.',
  whatCopyFirst: 'Il n’a aucun effet avant qu’une copie vous ait été remise.',
  purposeInterview: 'But indiqué par l’agent : un entretien avec vous.',
  purposeCustody: 'But indiqué par l’agent : vous placer sous la garde de l’immigration.',

  limitHeading: 'La limite : 48 heures',
  limitStatutory:
    'En raison de ce « detainer », la prison peut vous garder au plus 48 heures après le moment où elle devrait sinon vous libérer. Les samedis, les dimanches et les jours fériés fédéraux ne comptent pas.',
  limitObserved:
    'En raison de ce « detainer », la prison peut vous garder au plus 48 heures après le moment où elle devrait sinon vous libérer. Les samedis, les dimanches, les jours fériés fédéraux et les jours ouvrables chômés à leur place ne comptent pas.',
  limitNone:
    'En raison de ce « detainer », la prison peut vous garder au plus 48 heures après le moment où elle devrait sinon vous libérer. Toutes les heures comptent, y compris les fins de semaine et les jours fériés.',
  limitStart:
    'Les 48 heures commencent lorsque la prison n’a plus aucune autre raison légale de vous garder, par exemple parce que la caution a été payée, que les accusations ont été abandonnées ou que la peine a été purgée. Elles ne commencent ni à votre enregistrement à la prison, ni à la remise de ce document.',
  limitNobody:
    'Personne ne peut prolonger ce délai : ni la prison, ni les agents, ni au moyen d’un second « detainer ».',
  limitBail: 'La mise en liberté sous caution ne peut être ni refusée ni retardée en raison du « detainer ».',
  examplesHeading: 'Exemples',
  example: 'Libération due : {from} → limite : {limit}',
  midnight: 'minuit entre {before} et {after}',
  daysHeading: 'Jours qui ne comptent pas, jusqu’au {until}',
  daysThenRule: 'Ensuite, la même règle s’applique.',
  daysRuleOnly: 'Le calendrier de ces jours n’a pas pu être établi pour ce lieu. La règle ci-dessus s’applique.',
  inPlaceOf: 'à la place de : {holiday}',

  pastHeading: 'Lorsque la limite est passée',
  pastNothing: 'À partir de ce moment, rien dans le « detainer » ne permet à la prison de vous garder.',
  pastAsk: 'Demandez au personnel de la prison de vous libérer et montrez-lui cet avis.',
  pastCall: 'Si l’on ne vous libère pas, appelez le {number}. Une autre personne peut appeler pour vous.',
  pastOther: 'Si la prison a sa propre raison légale de vous garder, elle doit pouvoir vous dire laquelle.',

  claimHeading: 'Si vous êtes citoyen des États-Unis ou victime d’un crime ou d’un délit',
  claimSay:
    'Dites-le au personnel de la prison, appelez le {number} ou utilisez le code ci-dessous. Une autre personne peut le faire pour vous.',
  claimCitizen:
    'Si vous dites que vous êtes citoyen des États-Unis, toute mesure contre vous est arrêtée. À moins qu’un superviseur et un avocat de l’administration n’écartent tous deux cette déclaration dans un délai de {hours} heures, le « detainer » est retiré.',
  claimVictim:
    'Dites aussi si vous êtes victime ou témoin d’un crime ou d’un délit : les agents doivent en tenir compte.',

  complainHeading: 'Comment porter plainte',
  complainWho:
    'Si vous pensez que vos droits civils ont été violés, par exemple en raison de votre race, de votre origine ethnique, de votre religion ou de votre langue, vous ou toute autre personne pouvez porter plainte auprès du Bureau des droits civils et des libertés civiles (CRCL) du DHS : {number}.',
  complainHow:
    'Vous pouvez vous plaindre dans votre langue. C’est gratuit, et personne ne peut vous traiter moins bien parce que vous vous êtes plaint. Donnez votre code et dites qu’il s’agit d’un « detainer » I-247.',

  phonesHeading: 'Numéros de téléphone',
  phoneDayAndNight: 'Jour et nuit (24 heures sur 24)',
  phoneCivilRights: 'Plaintes relatives aux droits civils',
  phoneCitizenOrVictim: 'Citoyens des États-Unis et victimes',
  phoneAnsweredBy: 'Qui répond :',
  phoneHours: 'Horaires :',
  phoneEnforcement: 'Cette ligne informe les services chargés d’appliquer les lois sur l’immigration.',
  phoneNotEnforcement: 'Les services chargés d’appliquer les lois sur l’immigration ne répondent pas à cette ligne.',

  codeHeading: 'Votre code',
  codeUse:
    'Avec ce code, vous, votre famille ou votre avocat pouvez consulter ce « detainer », signaler que la caution a été payée ou que les accusations ont pris fin, et dire que vous êtes citoyen des États-Unis ou victime. Aucun nom n’est nécessaire. Ne le montrez qu’à des personnes de confiance.',
  codeWhere: 'Par téléphone : {number}.',
  codeWherePage: 'Par téléphone : {number}. Sur internet : {page}',

  clockTitle: 'La limite de votre « detainer » : date et heure',
  clockDue: 'Sans le « detainer », vous auriez été libéré : {from}.',
  clockLimit: 'La demande de vous garder prend fin au plus tard :',
  clockMidnight: 'Il s’agit de minuit entre {before} et {after}.',
  clockReplaces:
    'Cet avis remplace le précédent. Des deux heures indiquées, c’est celle qui vient le plus tôt qui s’applique.',
  clockItself: 'À ce moment, la demande prend fin d’elle-même. Personne ne peut la prolonger.',

  releaseTitle: 'La demande de vous garder a pris fin',
  releaseAt: 'Elle a pris fin : {at}.',
  releaseLimit: 'Les 48 heures sont écoulées.',
  releaseCancelled: 'Elle a été annulée.',
  releaseDeclined: 'La prison l’a refusée.',
  releaseNoConviction: 'Elle dépendait d’une condamnation, et il n’y en a pas.',
  releaseNotAllowed: 'La loi de ce lieu ne permet pas de garder quelqu’un sur le seul fondement d’un « detainer ».',
  releaseWarrant: 'Les règles en vigueur exigent un mandat, et aucun n’accompagne le « detainer ».',
  releaseNothing: 'Rien dans le « detainer » ne permet à la prison de vous garder plus longtemps.',

  nameNote: 'Certains caractères du nom ne peuvent pas être imprimés ici et sont remplacés par {mark}.',
  ownWords: 'La rédaction de cet avis n’est pas un texte officiel.',
  notReviewed: 'Traduction pas encore vérifiée par une personne qualifiée.',
  reviewed: 'Traduction vérifiée par {who}, {when}.',
  page: 'Page {page} sur {pages}',

  holidayNewYear: 'jour de l’An',
  holidayKing: 'anniversaire de Martin Luther King, Jr.',
  holidayWashington: 'anniversaire de Washington',
  holidayMemorial: 'jour du Souvenir',
  holidayJuneteenth: 'Juneteenth',
  holidayIndependence: 'fête de l’Indépendance',
  holidayLabor: 'fête du Travail',
  holidayColumbus: 'jour de Christophe Colomb',
  holidayVeterans: 'jour des anciens combattants',
  holidayThanksgiving: 'Action de grâce',
  holidayChristmas: 'Noël',
};
