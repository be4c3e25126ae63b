import type { Messages } from './catalog.ts';

/** Spanish. */
export const spanish: Messages = {
  languageName: 'Español',

  title: 'Aviso sobre una solicitud de detención migratoria («detainer»)',
  forPerson: 'Para: {name}',
  heldAt: 'Lugar de detención: {jail}',

  whatHeading: 'Qué es este papel',
  whatDetainer:
    'Agentes de inmigración del Departamento de Seguridad Nacional (DHS) han enviado a la cárcel una solicitud de detención migratoria («detainer») sobre usted. Deben darle una copia.',
  whatRequest:
    'El «detainer» es solo una petición a la cárcel. No es una orden judicial, ni un cargo penal, ni una decisión de que usted deba salir de los Estados Unidos. La cárcel puede rechazarla.',
  whatHold:
    'Pide a la cárcel que lo retenga después del momento en que de otro modo tendría que ponerlo en libertad, pero nunca más allá del límite indicado abajo.',
  whatNotifyOnly:
    'No pide a la cárcel que lo retenga. Solo le pide que avise cuándo lo pondrá en libertad. No es motivo para retenerlo más tiempo.',
  whatConviction:
    'Solo tiene efecto si usted es condenado por el cargo por el que está detenido. Sin una condena no pide nada.',
  whatCopyFirst: 'No tiene efecto antes de que le hayan dado una copia.',
  purposeInterview: 'El agente indica como finalidad: una entrevista con usted.',
  purposeCustody: 'El agente indica como finalidad: ponerlo bajo custodia de inmigración.',

  limitHeading: 'El límite: 48 horas',
  limitStatutory:
    'Por causa de este «detainer», la cárcel puede retenerlo como máximo 48 horas después del momento en que de otro modo tendría que ponerlo en libertad. No se cuentan los sábados, los domingos ni los días feriados federales.',
  limitObserved:
    'Por causa de este «detainer», la cárcel puede retenerlo como máximo 48 horas después del momento en que de otro modo tendría que ponerlo en libertad. No se cuentan los sábados, los domingos, los días feriados federales ni los días laborables que se guardan en su lugar.',
  limitNone:
    'Por causa de este «detainer», la cárcel puede retenerlo como máximo 48 horas después del momento en que de otro modo tendría que ponerlo en libertad. Cuentan todas las horas, también en fines de semana y días feriados.',
  limitStart:
    'Las 48 horas empiezan cuando la cárcel no tiene ningún otro motivo legal para retenerlo, por ejemplo porque se pagó la fianza, se retiraron los cargos o se cumplió la condena. No empiezan cuando lo fichan ni cuando recibe este papel.',
  limitNobody: 'Nadie puede prolongar este tiempo: ni la cárcel, ni los agentes, ni mediante un segundo «detainer».',
  limitBail: 'No se puede negar ni demorar la fianza por causa del «detainer».',
  examplesHeading: 'Ejemplos',
  example: 'Libertad debida: {from} → límite: {limit}',
  midnight: 'medianoche entre el {before} y el {after}',
  daysHeading: 'Días que no se cuentan, hasta el {until}',
  daysThenRule: 'Después se aplica la misma regla.',
  daysRuleOnly: 'No se pudo hacer el calendario de estos días para este lugar. Se aplica la regla anterior.',
  inPlaceOf: 'en lugar de: {holiday}',

  pastHeading: 'Cuando haya pasado el límite',
  pastNothing: 'A partir de entonces nada en el «detainer» permite a la cárcel retenerlo.',
  pastAsk: 'Pida al personal de la cárcel que lo ponga en libertad y muéstrele este aviso.',
  pastCall: 'Si no lo ponen en libertad, llame al {number}. Otra persona puede llamar por usted.',
  pastOther: 'Si la cárcel tiene un motivo legal propio para retenerlo, debe poder decirle cuál es.',

  claimHeading: 'Si es ciudadano de los Estados Unidos o víctima de un delito',
  claimSay:
    'Dígalo al personal de la cárcel, llame al {number} o use el código de abajo. Otra persona puede hacerlo por usted.',
  claimCitizen:
    'Si usted dice que es ciudadano de los Estados Unidos, se detiene toda medida contra usted. Si un supervisor y un abogado del Gobierno no descartan ambos esa afirmación en un plazo de {hours} horas, se retira el «detainer».',
  claimVictim: 'Diga también si es víctima o testigo de un delito: los agentes deben tenerlo en cuenta.',

  complainHeading: 'Cómo presentar una queja',
  complainWho:
    'Si cree que se violaron sus derechos civiles, por ejemplo por su raza, origen étnico, religión o idioma, usted o cualquier otra persona puede presentar una queja ante la Oficina de Derechos Civiles y Libertades Civiles (CRCL) del DHS: {number}.',
  complainHow:
    'Puede quejarse en su propio idioma. No cuesta nada, y nadie puede tratarlo peor por haberse quejado. Dé su código y diga que se trata de un «detainer» I-247.',

  phonesHeading: 'Números de teléfono',
  phoneDayAndNight: 'Día y noche (24 horas)',
  phoneCivilRights: 'Quejas por derechos civiles',
  phoneCitizenOrVictim: 'Ciudadanos de EE. UU. y víctimas de delitos',
  phoneAnsweredBy: 'Contesta:',
  phoneHours: 'Horario:',
  phoneEnforcement: 'Esta línea informa a las autoridades que aplican las leyes de inmigración.',
  phoneNotEnforcement: 'Las autoridades que aplican las leyes de inmigración no contestan esta línea.',

  codeHeading: 'Su código',
  codeUse:
    'Con este código, usted, su familia o su abogado pueden consultar este «detainer», informar que se pagó la fianza o que terminaron los cargos, y decir que usted es ciudadano de los Estados Unidos o víctima. No hace falta dar ningún nombre. Muéstrelo solo a personas de confianza.',
  codeWhere: 'Por teléfono: {number}.',
  codeWherePage: 'Por teléfono: {number}. En internet: {page}',

  clockTitle: 'El límite de su «detainer»: fecha y hora',
  clockDue: 'Sin el «detainer» lo habrían puesto en libertad: {from}.',
  clockLimit: 'La petición de retenerlo termina a más tardar:',
  clockMidnight: 'Es la medianoche entre el {before} y el {after}.',
  clockReplaces: 'Este aviso reemplaza al anterior. Vale la más temprana de las dos horas.',
  clockItself: 'En ese momento la petición termina por sí sola. Nadie puede prolongarla.',

  releaseTitle: 'La petición de retenerlo ha terminado',
  releaseAt: 'Terminó: {at}.',
  releaseLimit: 'Se agotaron las 48 horas.',
  releaseCancelled: 'Fue cancelada.',
  releaseDeclined: 'La cárcel la rechazó.',
  releaseNoConviction: 'Dependía de una condena, y no la hay.',
  releaseNotAllowed: 'La ley de este lugar no permite retener a nadie solo por un «detainer».',
  releaseWarrant: 'Las reglas vigentes exigen una orden, y ninguna acompaña al «detainer».',
  releaseNothing: 'Nada en el «detainer» permite a la cárcel retenerlo más tiempo.',

  nameNote: 'Algunos caracteres del nombre no se pueden imprimir aquí y aparecen como {mark}.',
  ownWords: 'La redacción de este aviso no es un texto oficial.',
  notReviewed: 'Traducción aún no revisada por una persona calificada.',
  reviewed: 'Traducción revisada por {who}, {when}.',
  page: 'Página {page} de {pages}',

  holidayNewYear: 'Año Nuevo',
  holidayKing: 'Natalicio de Martin Luther King, Jr.',
  holidayWashington: 'Natalicio de Washington',
  holidayMemorial: 'Día de los Caídos',
  holidayJuneteenth: 'Juneteenth',
  holidayIndependence: 'Día de la Independencia',
  holidayLabor: 'Día del Trabajo',
  holidayColumbus: 'Día de Colón',
  holidayVeterans: 'Día de los Veteranos',
  holidayThanksgiving: 'Día de Acción de Gracias',
  holidayChristmas: 'Navidad',
};
