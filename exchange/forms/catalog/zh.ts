import type { Messages } from './catalog.ts';

/** Chinese in simplified characters. Traditional characters would be one more catalog. */
export const chinese: Messages = {
  languageName: '中文（简体）',

  title: '关于移民拘留请求（detainer）的通知',
  forPerson: '致：{name}',
  heldAt: '羁押地点：{jail}',

  whatHeading: '这份文件是什么',
  whatDetainer:
    '国土安全部（DHS）的移民官员就您的情况向监狱发出了一份移民拘留请求（detainer，以下称“拘留请求”）。您必须得到一份副本。',
  whatRequest: '拘留请求只是向监狱提出的请求。它不是法院命令，不是刑事指控，也不是要求您离开美国的决定。监狱可以拒绝。',
  whatHold: '它请求监狱在本应释放您的时间之后继续关押您，但绝不得超过下述时限。',
  whatNotifyOnly: '它没有请求监狱关押您，只是请求监狱告知何时释放您。它不是延长关押您的理由。',
  whatConviction: '只有当您因目前被关押的指控被定罪时，它才有效。没有定罪，它就不请求任何事。',
  whatCopyFirst: '在您得到副本之前，它不产生效力。',
  purposeInterview: '官员说明的目的：与您面谈。',
  purposeCustody: '官员说明的目的：将您移交移民机关羁押。',

  limitHeading: '时限：48小时',
  limitStatutory:
    '因为这份拘留请求，监狱在本应释放您的时间之后最多只能再关押您48小时。星期六、星期日和联邦法定假日不计算在内。',
  limitObserved:
    '因为这份拘留请求，监狱在本应释放您的时间之后最多只能再关押您48小时。星期六、星期日、联邦法定假日及其补休的工作日不计算在内。',
  limitNone: '因为这份拘留请求，监狱在本应释放您的时间之后最多只能再关押您48小时。每一小时都计算在内，包括周末和假日。',
  limitStart:
    '从监狱没有其他合法理由关押您时起，开始计算48小时，例如已交保释金、指控已撤销或刑期已满。不是从您入狱登记时起，也不是从您收到这份文件时起。',
  limitNobody: '任何人都不能延长这段时间：监狱不能，官员不能，再发一份拘留请求也不能。',
  limitBail: '不得因为这份拘留请求拒绝或拖延保释。',
  examplesHeading: '例子',
  example: '本应释放：{from} → 时限：{limit}',
  midnight: '{before}与{after}之间的午夜',
  daysHeading: '不计算在内的日子（至{until}）',
  daysThenRule: '此后适用同样的规则。',
  daysRuleOnly: '无法为此地制作这些日子的日历。适用上述规则。',
  inPlaceOf: '补休：{holiday}',

  pastHeading: '时限过后',
  pastNothing: '从那时起，拘留请求不再允许监狱关押您。',
  pastAsk: '请要求监狱工作人员释放您，并向他们出示本通知。',
  pastCall: '如果没有获释，请致电 {number}。别人可以替您打电话。',
  pastOther: '如果监狱自己有关押您的合法理由，它必须能够告诉您是什么理由。',

  claimHeading: '如果您是美国公民或犯罪受害者',
  claimSay: '请告诉监狱工作人员，或致电 {number}，或使用下面的代码。别人可以替您这样做。',
  claimCitizen:
    '如果您说自己是美国公民，针对您的一切措施都会停止。除非一名主管和一名政府律师在{hours}小时内都驳回这一主张，否则拘留请求将被撤回。',
  claimVictim: '如果您是犯罪的受害者或证人，也请说明：官员必须考虑这一点。',

  complainHeading: '如何投诉',
  complainWho:
    '如果您认为自己的民权受到侵犯，例如因为种族、族裔、宗教或语言，您或任何其他人都可以向国土安全部民权与公民自由办公室（CRCL）投诉：{number}。',
  complainHow:
    '您可以用自己的语言投诉。投诉不收费，任何人都不得因为您投诉而对您更差。请提供您的代码，并说明是关于 I-247 拘留请求（detainer）。',

  phonesHeading: '电话号码',
  phoneDayAndNight: '日夜（24小时）',
  phoneCivilRights: '民权投诉',
  phoneCitizenOrVictim: '美国公民和犯罪受害者',
  phoneAnsweredBy: '接听者：',
  phoneHours: '时间：',
  phoneEnforcement: '此热线会通知移民执法机关。',
  phoneNotEnforcement: '移民执法机关不接听此热线。',

  codeHeading: '您的代码',
  codeUse:
    '凭此代码，您、您的家人或您的律师可以查询这份拘留请求，报告已交保释金或指控已结束，并说明您是美国公民或受害者。无需提供姓名。请只给您信任的人看。',
  codeWhere: '电话：{number}。',
  codeWherePage: '电话：{number}。网上：{page}',

  clockTitle: '您的拘留请求的时限：日期和时间',
  clockDue: '如果没有拘留请求，您本应获释的时间：{from}。',
  clockLimit: '关押您的请求最迟结束于：',
  clockMidnight: '即{before}与{after}之间的午夜。',
  clockReplaces: '本通知取代先前的通知。以两个时间中较早的为准。',
  clockItself: '到那时，请求自动结束。任何人都不能延长。',

  releaseTitle: '关押您的请求已经结束',
  releaseAt: '结束时间：{at}。',
  releaseLimit: '48小时已经用完。',
  releaseCancelled: '请求已被取消。',
  releaseDeclined: '监狱已拒绝请求。',
  releaseNoConviction: '请求以定罪为条件，而没有定罪。',
  releaseNotAllowed: '当地法律不允许仅凭拘留请求关押任何人。',
  releaseWarrant: '现行规则要求有令状，而拘留请求没有附带令状。',
  releaseNothing: '拘留请求不允许监狱继续关押您。',

  nameNote: '姓名中的某些字符无法在此印出，以 {mark} 表示。',
  ownWords: '本通知的措辞不是官方文本。',
  notReviewed: '译文尚未经合格人员审核。',
  reviewed: '译文由{who}于{when}审核。',
  page: '第{page}页，共{pages}页',

  holidayNewYear: '元旦',
  holidayKing: '马丁·路德·金纪念日',
  holidayWashington: '华盛顿诞辰纪念日',
  holidayMemorial: '阵亡将士纪念日',
  holidayJuneteenth: '六月节',
  holidayIndependence: '独立日',
  holidayLabor: '劳动节',
  holidayColumbus: '哥伦布日',
  holidayVeterans: '退伍军人节',
  holidayThanksgiving: '感恩节',
  holidayChristmas: '圣诞节',
};
