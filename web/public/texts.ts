import type { NoticeLanguage } from '../../domain/profile/profile.ts';

/** What only the public page says. Everything else on it is said in the words of the notice to the detained person (exchange/forms). */
interface PageTexts {
  readonly title: string;
  readonly intro: string;
  readonly codeLabel: string;
  readonly codeHint: string;
  readonly lookUp: string;
  readonly noSuchCode: string;
  readonly noNames: string;
  readonly nowHeading: string;
  readonly waiting: string;
  readonly waitingConviction: string;
  readonly running: string;
  readonly ended: string;
  readonly endedOwnReason: string;
  readonly reportHeading: string;
  readonly reportIntro: string;
  readonly reportWhat: string;
  readonly reportCitizen: string;
  readonly reportVictim: string;
  readonly reportBail: string;
  readonly reportCharges: string;
  readonly wordsLabel: string;
  readonly wordsHint: string;
  readonly send: string;
  readonly sentHeading: string;
  readonly sent: string;
  readonly tooMany: string;
  readonly notNow: string;
  readonly chooseOne: string;
  readonly anotherCode: string;
  readonly languages: string;
  readonly noNumbers: string;
}

export const TEXTS: Readonly<Record<NoticeLanguage, PageTexts>> = {
  en: {
    title: 'Look up an immigration detainer',
    intro: 'Enter the code that is printed on the detainer or on the notice to the detained person.',
    codeLabel: 'Code',
    codeHint: '16 letters and digits, in groups of four. Capitals and hyphens do not matter.',
    lookUp: 'Look up',
    noSuchCode: 'There is no detainer with this code. Look at the paper again, or call one of the numbers below.',
    noNames: 'This page shows no names and asks for none.',
    nowHeading: 'What it asks for now',
    waiting: 'Nothing yet: the jail has another legal reason to hold the person, and the 48 hours have not begun.',
    waitingConviction: 'Nothing yet: it has effect only after a conviction, and the 48 hours have not begun.',
    running: 'The 48 hours are running. The request to hold the person ends at the latest:',
    ended: 'Nothing. The request to hold the person has ended.',
    endedOwnReason: 'If the jail still holds the person, it needs a legal reason of its own.',
    reportHeading: 'Report something',
    reportIntro: 'Anyone who knows may report: the person, family, a lawyer. You need not prove it or say who you are.',
    reportWhat: 'What do you want to report?',
    reportCitizen: 'The person is, or may be, a US citizen',
    reportVictim: 'The person is the victim of a crime',
    reportBail: 'Bail was posted',
    reportCharges: 'The charges were dropped or have ended',
    wordsLabel: 'In your own words (you may leave this empty)',
    wordsHint: 'For example where the person was born, or which court.',
    send: 'Send',
    sentHeading: 'Your report was received',
    sent: 'It goes to the people who must act on it. You may also call.',
    tooMany: 'This was tried too often in a short time. Come again later, or call one of the numbers below.',
    notNow: 'This cannot be done at the moment. Try again in a few minutes, or call one of the numbers below.',
    chooseOne: 'Choose what you want to report.',
    anotherCode: 'Look up another code',
    languages: 'Language',
    noNumbers: 'No verified telephone number is available here. Ask the jail staff for one.',
  },
  es: {
    title: 'Consultar un «detainer» migratorio',
    intro: 'Escriba el código impreso en el «detainer» o en el aviso a la persona detenida.',
    codeLabel: 'Código',
    codeHint: '16 letras y cifras, en grupos de cuatro. No importan las mayúsculas ni los guiones.',
    lookUp: 'Consultar',
    noSuchCode:
      'No hay ningún «detainer» con este código. Mire otra vez el papel o llame a uno de los números de abajo.',
    noNames: 'Esta página no muestra nombres ni los pide.',
    nowHeading: 'Qué pide ahora',
    waiting:
      'Todavía nada: la cárcel tiene otro motivo legal para retener a la persona y las 48 horas no han empezado.',
    waitingConviction: 'Todavía nada: solo tiene efecto después de una condena, y las 48 horas no han empezado.',
    running: 'Las 48 horas están corriendo. La petición de retener a la persona termina a más tardar:',
    ended: 'Nada. La petición de retener a la persona ha terminado.',
    endedOwnReason: 'Si la cárcel todavía retiene a la persona, necesita un motivo legal propio.',
    reportHeading: 'Informar de algo',
    reportIntro:
      'Puede informar cualquiera que lo sepa: la persona, su familia, un abogado. No tiene que demostrarlo ni decir quién es.',
    reportWhat: '¿De qué quiere informar?',
    reportCitizen: 'La persona es, o puede ser, ciudadana de los Estados Unidos',
    reportVictim: 'La persona es víctima de un delito',
    reportBail: 'Se pagó la fianza',
    reportCharges: 'Los cargos se retiraron o han terminado',
    wordsLabel: 'En sus propias palabras (puede dejarlo vacío)',
    wordsHint: 'Por ejemplo, dónde nació la persona o qué tribunal.',
    send: 'Enviar',
    sentHeading: 'Se recibió su informe',
    sent: 'Llega a las personas que deben actuar. También puede llamar.',
    tooMany: 'Se intentó demasiadas veces en poco tiempo. Vuelva más tarde o llame a uno de los números de abajo.',
    notNow: 'No es posible en este momento. Inténtelo de nuevo en unos minutos o llame a uno de los números de abajo.',
    chooseOne: 'Elija de qué quiere informar.',
    anotherCode: 'Consultar otro código',
    languages: 'Idioma',
    noNumbers: 'Aquí no hay ningún número de teléfono verificado. Pida uno al personal de la cárcel.',
  },
  fr: {
    title: 'Consulter un « detainer » d’immigration',
    intro: 'Saisissez le code imprimé sur le « detainer » ou sur l’avis remis à la personne détenue.',
    codeLabel: 'Code',
    codeHint: '16 lettres et chiffres, par groupes de quatre. Majuscules et tirets sont sans importance.',
    lookUp: 'Consulter',
    noSuchCode:
      'Aucun « detainer » ne porte ce code. Regardez de nouveau le papier ou appelez l’un des numéros ci-dessous.',
    noNames: 'Cette page ne montre aucun nom et n’en demande pas.',
    nowHeading: 'Ce qu’il demande maintenant',
    waiting:
      'Rien pour le moment : la prison a un autre motif légal de détenir la personne, et les 48 heures n’ont pas commencé.',
    waitingConviction:
      'Rien pour le moment : il n’a d’effet qu’après une condamnation, et les 48 heures n’ont pas commencé.',
    running: 'Les 48 heures courent. La demande de détenir la personne prend fin au plus tard :',
    ended: 'Rien. La demande de détenir la personne a pris fin.',
    endedOwnReason: 'Si la prison détient encore la personne, il lui faut un motif légal qui lui soit propre.',
    reportHeading: 'Signaler quelque chose',
    reportIntro:
      'Toute personne informée peut le signaler : la personne elle-même, sa famille, un avocat. Vous n’avez rien à prouver et n’avez pas à dire qui vous êtes.',
    reportWhat: 'Que voulez-vous signaler ?',
    reportCitizen: 'La personne a, ou peut avoir, la citoyenneté des États-Unis',
    reportVictim: 'La personne est victime d’une infraction',
    reportBail: 'La caution a été versée',
    reportCharges: 'Les poursuites ont été abandonnées ou ont pris fin',
    wordsLabel: 'Avec vos propres mots (vous pouvez laisser ce champ vide)',
    wordsHint: 'Par exemple, le lieu de naissance de la personne ou le tribunal.',
    send: 'Envoyer',
    sentHeading: 'Votre signalement a été reçu',
    sent: 'Il est transmis aux personnes qui doivent agir. Vous pouvez aussi appeler.',
    tooMany: 'Trop de tentatives en peu de temps. Revenez plus tard ou appelez l’un des numéros ci-dessous.',
    notNow:
      'Ce n’est pas possible pour le moment. Réessayez dans quelques minutes ou appelez l’un des numéros ci-dessous.',
    chooseOne: 'Choisissez ce que vous voulez signaler.',
    anotherCode: 'Consulter un autre code',
    languages: 'Langue',
    noNumbers: 'Aucun numéro de téléphone vérifié n’est disponible ici. Demandez-en un au personnel de la prison.',
  },
  pt: {
    title: 'Consultar um “detainer” de imigração',
    intro: 'Digite o código impresso no “detainer” ou no aviso à pessoa detida.',
    codeLabel: 'Código',
    codeHint: '16 letras e algarismos, em grupos de quatro. Maiúsculas e hifens não importam.',
    lookUp: 'Consultar',
    noSuchCode: 'Não há nenhum “detainer” com este código. Olhe o papel de novo ou ligue para um dos números abaixo.',
    noNames: 'Esta página não mostra nomes nem os pede.',
    nowHeading: 'O que ele pede agora',
    waiting: 'Ainda nada: a prisão tem outro motivo legal para manter a pessoa detida, e as 48 horas não começaram.',
    waitingConviction: 'Ainda nada: só tem efeito depois de uma condenação, e as 48 horas não começaram.',
    running: 'As 48 horas estão correndo. O pedido de manter a pessoa detida termina o mais tardar em:',
    ended: 'Nada. O pedido de manter a pessoa detida terminou.',
    endedOwnReason: 'Se a prisão ainda mantém a pessoa detida, precisa de um motivo legal próprio.',
    reportHeading: 'Informar algo',
    reportIntro:
      'Qualquer um que saiba pode informar: a própria pessoa, a família, um advogado. Não é preciso provar nem dizer quem você é.',
    reportWhat: 'O que você quer informar?',
    reportCitizen: 'A pessoa é, ou pode ser, cidadã dos Estados Unidos',
    reportVictim: 'A pessoa é vítima de um crime',
    reportBail: 'A fiança foi paga',
    reportCharges: 'As acusações foram retiradas ou terminaram',
    wordsLabel: 'Com suas próprias palavras (pode deixar em branco)',
    wordsHint: 'Por exemplo, onde a pessoa nasceu ou qual tribunal.',
    send: 'Enviar',
    sentHeading: 'Sua informação foi recebida',
    sent: 'Ela chega às pessoas que precisam agir. Você também pode ligar.',
    tooMany: 'Houve tentativas demais em pouco tempo. Volte mais tarde ou ligue para um dos números abaixo.',
    notNow: 'Não é possível neste momento. Tente de novo em alguns minutos ou ligue para um dos números abaixo.',
    chooseOne: 'Escolha o que você quer informar.',
    anotherCode: 'Consultar outro código',
    languages: 'Idioma',
    noNumbers: 'Não há aqui nenhum número de telefone verificado. Peça um ao pessoal da prisão.',
  },
  vi: {
    title: 'Tra cứu yêu cầu tạm giữ di trú (“detainer”)',
    intro: 'Nhập mã in trên “detainer” hoặc trên thông báo cho người bị giam.',
    codeLabel: 'Mã',
    codeHint: '16 chữ cái và chữ số, chia thành nhóm bốn. Không phân biệt chữ hoa và dấu gạch nối.',
    lookUp: 'Tra cứu',
    noSuchCode: 'Không có “detainer” nào mang mã này. Hãy xem lại giấy, hoặc gọi một trong các số dưới đây.',
    noNames: 'Trang này không hiện tên và không hỏi tên ai.',
    nowHeading: 'Hiện nay nó yêu cầu gì',
    waiting: 'Chưa yêu cầu gì: trại giam có lý do hợp pháp khác để giam người này, và 48 giờ chưa bắt đầu.',
    waitingConviction: 'Chưa yêu cầu gì: nó chỉ có hiệu lực sau khi có kết án, và 48 giờ chưa bắt đầu.',
    running: '48 giờ đang được tính. Yêu cầu giam giữ người này chấm dứt chậm nhất vào:',
    ended: 'Không yêu cầu gì. Yêu cầu giam giữ người này đã chấm dứt.',
    endedOwnReason: 'Nếu trại giam vẫn giam người này, trại giam phải có lý do hợp pháp của chính mình.',
    reportHeading: 'Báo tin',
    reportIntro:
      'Ai biết cũng có thể báo: chính người đó, gia đình, luật sư. Quý vị không phải chứng minh và không phải nói mình là ai.',
    reportWhat: 'Quý vị muốn báo điều gì?',
    reportCitizen: 'Người này là, hoặc có thể là, công dân Hoa Kỳ',
    reportVictim: 'Người này là nạn nhân của một tội phạm',
    reportBail: 'Đã nộp tiền tại ngoại',
    reportCharges: 'Các cáo buộc đã được bãi bỏ hoặc đã kết thúc',
    wordsLabel: 'Bằng lời của quý vị (có thể để trống)',
    wordsHint: 'Ví dụ người đó sinh ở đâu, hoặc tòa án nào.',
    send: 'Gửi',
    sentHeading: 'Đã nhận được tin của quý vị',
    sent: 'Tin được chuyển đến những người phải hành động. Quý vị cũng có thể gọi điện.',
    tooMany: 'Đã thử quá nhiều lần trong thời gian ngắn. Hãy trở lại sau, hoặc gọi một trong các số dưới đây.',
    notNow: 'Hiện không thực hiện được. Hãy thử lại sau vài phút, hoặc gọi một trong các số dưới đây.',
    chooseOne: 'Hãy chọn điều quý vị muốn báo.',
    anotherCode: 'Tra cứu mã khác',
    languages: 'Ngôn ngữ',
    noNumbers: 'Ở đây không có số điện thoại nào đã được kiểm chứng. Hãy hỏi nhân viên trại giam.',
  },
  zh: {
    title: '查询移民拘留请求（detainer）',
    intro: '请输入印在拘留请求或给被羁押人的通知上的代码。',
    codeLabel: '代码',
    codeHint: '16个字母和数字，每四个一组。不区分大小写，连字符可省略。',
    lookUp: '查询',
    noSuchCode: '没有使用这个代码的拘留请求。请再看一下文件，或拨打下面的电话。',
    noNames: '本页不显示姓名，也不询问姓名。',
    nowHeading: '它现在请求什么',
    waiting: '目前没有请求：监狱有其他合法理由关押此人，48小时尚未开始计算。',
    waitingConviction: '目前没有请求：只有在定罪之后才有效，48小时尚未开始计算。',
    running: '48小时正在计算。关押此人的请求最迟在以下时间终止：',
    ended: '没有请求。关押此人的请求已经终止。',
    endedOwnReason: '如果监狱仍在关押此人，必须有它自己的合法理由。',
    reportHeading: '报告情况',
    reportIntro: '任何知情的人都可以报告：本人、家人、律师。您不必提供证明，也不必说明您是谁。',
    reportWhat: '您要报告什么？',
    reportCitizen: '此人是或可能是美国公民',
    reportVictim: '此人是犯罪受害者',
    reportBail: '已交保释金',
    reportCharges: '指控已撤销或已结束',
    wordsLabel: '用您自己的话说明（可以不填）',
    wordsHint: '例如此人在哪里出生，或是哪个法院。',
    send: '发送',
    sentHeading: '已收到您的报告',
    sent: '报告会送达必须采取行动的人。您也可以打电话。',
    tooMany: '短时间内尝试次数过多。请稍后再来，或拨打下面的电话。',
    notNow: '目前无法办理。请过几分钟再试，或拨打下面的电话。',
    chooseOne: '请选择您要报告的内容。',
    anotherCode: '查询另一个代码',
    languages: '语言',
    noNumbers: '这里没有经过核实的电话号码。请向监狱工作人员询问。',
  },
};
