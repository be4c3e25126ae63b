import type { Material, Point } from './material.ts';

/**
 * The materials that come with the system. Their wording is ours: they say in short what rules B3, C1, C2 and C4 ask for, and a site may add
 * its own versions. No translation has been reviewed yet.
 */

type Points = Readonly<Record<Point, string>>;

const FOR_STAFF: Points = {
  NO_DUTY:
    'The program adds no duty to your agency and changes nothing in booking: you take the same fingerprints and send them the same way as before. There is nothing more to ask, to fill in or to look up.',
  NO_GROUND:
    'An immigration status answer says what federal databases hold. It is no ground to arrest a person, to hold one, to refuse bail, or to keep anyone longer for any purpose.',
  REQUEST:
    'A detainer (Form I-247) is a request. Your agency may decline it, needs no reason for that, and loses nothing by it. Without a detainer nothing is asked of you.',
  LIMIT:
    'A detainer asks for no more than 48 hours beyond the time at which the person would otherwise be released, not counting Saturdays, Sundays and holidays (the form says which rule is in force). At the limit the request ends by itself, whether or not anyone has come, and nothing in it allows a hold any more.',
  VICTIMS:
    'A victim of or a witness to a crime is not whom this program is for. If you learn that an arrested person is one, or says that he or she is a citizen of the United States, say so at once: by telephone, on this system, or with the code on the form. It is looked into before anything else is done.',
  COMPLAIN:
    'Anyone, a detained person, a relative, an officer, may complain about a hold, about bias or about a violation of civil rights to the civil-rights office of the Department of Homeland Security (CRCL). Nobody may be treated worse for it. The telephone number stands on the notice to the person.',
  NOTICE:
    'With a detainer comes a notice to the detained person in English, Spanish, French, Portuguese, Vietnamese and Chinese. Give the person a copy; it says what the request is, when it ends and whom to call.',
};

const FOR_THE_PUBLIC: Points = {
  NO_DUTY:
    'The police and the jail do what they did before. They take fingerprints of people arrested for a crime and check them with the FBI; they do not have to ask anyone about immigration.',
  NO_GROUND:
    'What an immigration database says about a person is no reason for the police or a jail to arrest or hold that person or to refuse bail.',
  REQUEST:
    'Immigration and Customs Enforcement (ICE) may ask a jail to hold a person a little longer. This is called a detainer. It is a request, and the jail may decline it.',
  LIMIT:
    'The request is for no more than 48 hours after the person would otherwise go free, not counting Saturdays, Sundays and holidays. After that the person is to be released, even if nobody from ICE has come.',
  VICTIMS:
    'Victims and witnesses can call the police and speak to them; the program is not about them. A person held by mistake, a citizen or the victim of a crime should say so at once, and so can anyone else for that person.',
  COMPLAIN:
    'Anyone can complain about a hold, about unfair treatment or about a violation of civil rights to the civil-rights office of the Department of Homeland Security (CRCL), without a lawyer. The telephone number stands on the notice that the person gets.',
  NOTICE:
    'A person for whom a jail gets a detainer is to be given a copy of it with a notice in English, Spanish, French, Portuguese, Vietnamese and Chinese.',
};

const PARA_EL_PUBLICO: Points = {
  NO_DUTY:
    'La policía y la cárcel hacen lo mismo que antes. Toman las huellas de las personas arrestadas por un delito y las comprueban con el FBI; no tienen que preguntar a nadie por su situación migratoria.',
  NO_GROUND:
    'Lo que una base de datos de inmigración diga de una persona no es motivo para que la policía o una cárcel la arreste, la retenga o le niegue la fianza.',
  REQUEST:
    'El Servicio de Inmigración y Control de Aduanas (ICE) puede pedir a una cárcel que retenga a una persona un poco más. Esto se llama solicitud de retención (en inglés, detainer). Es una solicitud, y la cárcel puede rechazarla.',
  LIMIT:
    'Se solicita por no más de 48 horas después del momento en que la persona quedaría libre, sin contar sábados, domingos ni días feriados. Después la persona debe quedar libre, aunque nadie de ICE haya venido.',
  VICTIMS:
    'Las víctimas y los testigos pueden llamar a la policía y hablar con ella; el programa no trata de ellos. Una persona retenida por error, ciudadana o víctima de un delito debe decirlo enseguida, y cualquiera puede decirlo por ella.',
  COMPLAIN:
    'Cualquiera puede presentar una queja por una retención, un trato injusto o una violación de los derechos civiles ante la oficina de derechos civiles del Departamento de Seguridad Nacional (CRCL), sin abogado. El teléfono está en el aviso que recibe la persona.',
  NOTICE:
    'A la persona por la que una cárcel recibe una solicitud de retención se le debe dar una copia con un aviso en inglés, español, francés, portugués, vietnamita y chino.',
};

/** In the order in which a message has them. */
export const SHIPPED_MATERIALS: readonly Material[] = [
  {
    id: 'booking-staff-en',
    version: 1,
    audience: 'BOOKING_STAFF',
    language: 'en',
    title: 'For booking staff: what changes and what does not',
    introduction:
      'Your jurisdiction is active: fingerprints that you send to the FBI through your state bureau are also checked by the Department of Homeland Security. The criminal history comes back as before and never waits for that check. Whether or not your agency is told what that check found, nothing that you do changes by it.',
    points: FOR_STAFF,
    translation: null,
  },
  {
    id: 'detention-staff-en',
    version: 1,
    audience: 'DETENTION_STAFF',
    language: 'en',
    title: 'For detention staff: when a detainer comes',
    introduction:
      'A detainer reaches your mailbox with its form, and you may decline it. Where you act on it, give the person the copy, and say when the last ground of your own to hold the person has ended: the 48 hours begin at that moment, whether anyone says so or not, and this system answers with the exact instant at which they end. Your own calendar counts too: nobody is to be held past the limit because a message was missing.',
    points: FOR_STAFF,
    translation: null,
  },
  {
    id: 'command-en',
    version: 1,
    audience: 'COMMAND',
    language: 'en',
    title: 'For sheriffs, chiefs and jail administrators',
    introduction:
      'Federal officers, and no one else, decide on immigration enforcement; an officer designated under a 287(g) agreement decides only within it. Policing is yours: an arrest made only so that prints are checked is a matter for a civil-rights review. Your jurisdiction may choose not to receive the identifications, at any time and without a reason; the criminal history, detainers and their notices come all the same.',
    points: FOR_STAFF,
    translation: null,
  },
  {
    id: 'community-en',
    version: 1,
    audience: 'COMMUNITY',
    language: 'en',
    title: 'For the community: what the fingerprint check is',
    introduction:
      'When the police in an active place arrest a person for a crime, the fingerprints that go to the FBI are also checked by the Department of Homeland Security. A federal officer, not the police, decides what follows, and can decide that nothing does.',
    points: FOR_THE_PUBLIC,
    translation: null,
  },
  {
    id: 'community-es',
    version: 1,
    audience: 'COMMUNITY',
    language: 'es',
    title: 'Para la comunidad: qué es la comprobación de huellas',
    introduction:
      'Cuando la policía de un lugar activo arresta a una persona por un delito, el Departamento de Seguridad Nacional también comprueba las huellas que van al FBI. Un oficial federal, no la policía, decide qué sigue, y puede decidir que no siga nada.',
    points: PARA_EL_PUBLICO,
    translation: { of: 'community-en', reviewedBy: null, reviewedOn: null },
  },
];
