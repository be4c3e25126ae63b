import type { Messages } from './catalog.ts';

/** Portuguese, as written in Brazil. */
export const portuguese: Messages = {
  languageName: 'Português',

  title: 'Aviso sobre um pedido de detenção imigratória (“detainer”)',
  forPerson: 'Para: {name}',
  heldAt: 'Local de detenção: {jail}',

  whatHeading: 'O que é este papel',
  whatDetainer:
    'Agentes de imigração do Departamento de Segurança Interna (DHS) enviaram à prisão um pedido de detenção imigratória (“detainer”) sobre você. Uma cópia deve ser entregue a você.',
  whatRequest:
    'O “detainer” é apenas um pedido à prisão. Não é uma ordem judicial, nem uma acusação criminal, nem uma decisão de que você deve sair dos Estados Unidos. A prisão pode recusá-lo.',
  whatHold:
    'Ele pede à prisão que mantenha você detido depois do momento em que, de outro modo, teria de soltá-lo, mas nunca além do limite indicado abaixo.',
  whatNotifyOnly:
    'Ele não pede à prisão que mantenha você detido. Só pede que a prisão avise quando vai soltá-lo. Não é motivo para mantê-lo detido por mais tempo.',
  whatConviction:
    'Ele só tem efeito se você for condenado pela acusação pela qual está detido. Sem condenação, não pede nada.',
  whatCopyFirst: 'Ele não tem efeito antes que uma cópia seja entregue a você.',
  purposeInterview: 'Finalidade indicada pelo agente: uma entrevista com você.',
  purposeCustody: 'Finalidade indicada pelo agente: colocar você sob custódia da imigração.',

  limitHeading: 'O limite: 48 horas',
  limitStatutory:
    'Por causa deste “detainer”, a prisão pode manter você detido por no máximo 48 horas depois do momento em que, de outro modo, teria de soltá-lo. Sábados, domingos e feriados federais não são contados.',
  limitObserved:
    'Por causa deste “detainer”, a prisão pode manter você detido por no máximo 48 horas depois do momento em que, de outro modo, teria de soltá-lo. Sábados, domingos, feriados federais e os dias úteis de folga em seu lugar não são contados.',
  limitNone:
    'Por causa deste “detainer”, a prisão pode manter você detido por no máximo 48 horas depois do momento em que, de outro modo, teria de soltá-lo. Todas as horas contam, também nos fins de semana e feriados.',
  limitStart:
    'As 48 horas começam quando a prisão não tem nenhum outro motivo legal para mantê-lo detido, por exemplo porque a fiança foi paga, as acusações foram retiradas ou a pena foi cumprida. Elas não começam no registro da sua prisão nem quando você recebe este papel.',
  limitNobody:
    'Ninguém pode prolongar este tempo: nem a prisão, nem os agentes, nem por meio de um segundo “detainer”.',
  limitBail: 'A fiança não pode ser negada nem atrasada por causa do “detainer”.',
  examplesHeading: 'Exemplos',
  example: 'Soltura devida: {from} → limite: {limit}',
  midnight: 'meia-noite entre {before} e {after}',
  daysHeading: 'Dias que não são contados, até {until}',
  daysThenRule: 'Depois disso, vale a mesma regra.',
  daysRuleOnly: 'Não foi possível fazer o calendário desses dias para este lugar. Vale a regra acima.',
  inPlaceOf: 'no lugar de: {holiday}',

  pastHeading: 'Quando o limite tiver passado',
  pastNothing: 'A partir daí, nada no “detainer” permite que a prisão mantenha você detido.',
  pastAsk: 'Peça aos funcionários da prisão que soltem você e mostre-lhes este aviso.',
  pastCall: 'Se não soltarem você, ligue para {number}. Outra pessoa pode ligar por você.',
  pastOther: 'Se a prisão tiver um motivo legal próprio para mantê-lo detido, ela deve poder dizer qual é.',

  claimHeading: 'Se você é cidadão dos Estados Unidos ou vítima de um crime',
  claimSay:
    'Diga aos funcionários da prisão, ligue para {number} ou use o código abaixo. Outra pessoa pode fazer isso por você.',
  claimCitizen:
    'Se você disser que é cidadão dos Estados Unidos, toda medida contra você é interrompida. A menos que um supervisor e um advogado do governo afastem, ambos, essa declaração no prazo de {hours} horas, o “detainer” é retirado.',
  claimVictim: 'Diga também se você é vítima ou testemunha de um crime: os agentes devem levar isso em conta.',

  complainHeading: 'Como fazer uma reclamação',
  complainWho:
    'Se você acredita que seus direitos civis foram violados, por exemplo por causa de sua raça, origem étnica, religião ou língua, você ou qualquer outra pessoa pode reclamar ao Escritório de Direitos Civis e Liberdades Civis (CRCL) do DHS: {number}.',
  complainHow:
    'Você pode reclamar em sua própria língua. Não custa nada, e ninguém pode tratar você pior por ter reclamado. Informe seu código e diga que se trata de um “detainer” I-247.',

  phonesHeading: 'Números de telefone',
  phoneDayAndNight: 'Dia e noite (24 horas)',
  phoneCivilRights: 'Reclamações sobre direitos civis',
  phoneCitizenOrVictim: 'Cidadãos dos EUA e vítimas de crimes',
  phoneAnsweredBy: 'Quem atende:',
  phoneHours: 'Horário:',
  phoneEnforcement: 'Esta linha informa as autoridades que aplicam as leis de imigração.',
  phoneNotEnforcement: 'As autoridades que aplicam as leis de imigração não atendem esta linha.',

  codeHeading: 'Seu código',
  codeUse:
    'Com este código, você, sua família ou seu advogado podem consultar este “detainer”, informar que a fiança foi paga ou que as acusações terminaram, e dizer que você é cidadão dos Estados Unidos ou vítima. Não é preciso dar nenhum nome. Mostre-o apenas a pessoas de confiança.',
  codeWhere: 'Por telefone: {number}.',
  codeWherePage: 'Por telefone: {number}. Na internet: {page}',

  clockTitle: 'O limite do seu “detainer”: data e hora',
  clockDue: 'Sem o “detainer”, você teria sido solto: {from}.',
  clockLimit: 'O pedido de mantê-lo detido termina o mais tardar em:',
  clockMidnight: 'É a meia-noite entre {before} e {after}.',
  clockReplaces: 'Este aviso substitui o anterior. Vale o mais cedo dos dois horários.',
  clockItself: 'Nesse momento, o pedido termina por si só. Ninguém pode prolongá-lo.',

  releaseTitle: 'O pedido de mantê-lo detido terminou',
  releaseAt: 'Terminou: {at}.',
  releaseLimit: 'As 48 horas se esgotaram.',
  releaseCancelled: 'Foi cancelado.',
  releaseDeclined: 'A prisão o recusou.',
  releaseNoConviction: 'Dependia de uma condenação, e não há nenhuma.',
  releaseNotAllowed: 'A lei deste lugar não permite manter alguém detido apenas por causa de um “detainer”.',
  releaseWarrant: 'As regras em vigor exigem um mandado, e nenhum acompanha o “detainer”.',
  releaseNothing: 'Nada no “detainer” permite que a prisão mantenha você detido por mais tempo.',

  nameNote: 'Alguns caracteres do nome não podem ser impressos aqui e aparecem como {mark}.',
  ownWords: 'A redação deste aviso não é um texto oficial.',
  notReviewed: 'Tradução ainda não revisada por uma pessoa qualificada.',
  reviewed: 'Tradução revisada por {who}, {when}.',
  page: 'Página {page} de {pages}',

  holidayNewYear: 'Ano-Novo',
  holidayKing: 'Aniversário de Martin Luther King, Jr.',
  holidayWashington: 'Aniversário de Washington',
  holidayMemorial: 'Dia da Memória',
  holidayJuneteenth: 'Juneteenth',
  holidayIndependence: 'Dia da Independência',
  holidayLabor: 'Dia do Trabalho',
  holidayColumbus: 'Dia de Colombo',
  holidayVeterans: 'Dia dos Veteranos',
  holidayThanksgiving: 'Dia de Ação de Graças',
  holidayChristmas: 'Natal',
};
