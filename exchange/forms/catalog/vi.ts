import type { Messages } from './catalog.ts';

/** Vietnamese. */
export const vietnamese: Messages = {
  languageName: 'Tiếng Việt',

  title: 'Thông báo về yêu cầu tạm giữ di trú (“detainer”)',
  forPerson: 'Gửi: {name}',
  heldAt: 'Nơi đang giữ: {jail}',

  whatHeading: 'Giấy này là gì',
  whatDetainer:
    'Viên chức di trú của Bộ An ninh Nội địa (DHS) đã gửi cho trại giam một yêu cầu tạm giữ di trú (“detainer”) về quý vị. Quý vị phải được trao một bản sao.',
  whatRequest:
    '“Detainer” chỉ là lời yêu cầu gửi cho trại giam. Đó không phải là lệnh của tòa án, không phải là cáo buộc hình sự và không phải là quyết định buộc quý vị rời khỏi Hoa Kỳ. Trại giam có thể từ chối.',
  whatHold:
    'Giấy này yêu cầu trại giam giữ quý vị sau thời điểm mà lẽ ra họ phải thả quý vị, nhưng không bao giờ quá thời hạn ghi dưới đây.',
  whatNotifyOnly:
    'Giấy này không yêu cầu trại giam giữ quý vị. Giấy chỉ yêu cầu trại giam cho biết khi nào sẽ thả quý vị. Đây không phải là lý do để giữ quý vị lâu hơn.',
  whatConviction:
    'Giấy này chỉ có hiệu lực nếu quý vị bị kết án về tội danh mà vì đó quý vị đang bị giữ. Nếu không có bản án, giấy này không yêu cầu gì cả.',
  whatCopyFirst: 'Giấy này không có hiệu lực trước khi quý vị được trao một bản sao.',
  purposeInterview: 'Mục đích do viên chức nêu: phỏng vấn quý vị.',
  purposeCustody: 'Mục đích do viên chức nêu: đưa quý vị vào diện giam giữ di trú.',

  limitHeading: 'Thời hạn: 48 giờ',
  limitStatutory:
    'Vì “detainer” này, trại giam chỉ được giữ quý vị tối đa 48 giờ sau thời điểm mà lẽ ra họ phải thả quý vị. Không tính thứ Bảy, Chủ nhật và các ngày lễ liên bang.',
  limitObserved:
    'Vì “detainer” này, trại giam chỉ được giữ quý vị tối đa 48 giờ sau thời điểm mà lẽ ra họ phải thả quý vị. Không tính thứ Bảy, Chủ nhật, các ngày lễ liên bang và những ngày trong tuần được nghỉ bù cho ngày lễ.',
  limitNone:
    'Vì “detainer” này, trại giam chỉ được giữ quý vị tối đa 48 giờ sau thời điểm mà lẽ ra họ phải thả quý vị. Mọi giờ đều được tính, kể cả cuối tuần và ngày lễ.',
  limitStart:
    '48 giờ bắt đầu khi trại giam không còn lý do hợp pháp nào khác để giữ quý vị, ví dụ vì đã đóng tiền tại ngoại, cáo buộc đã được bãi bỏ hoặc đã thi hành xong án. 48 giờ không bắt đầu khi quý vị bị lập hồ sơ bắt giữ hoặc khi quý vị nhận giấy này.',
  limitNobody:
    'Không ai được kéo dài thời gian này: trại giam không được, viên chức không được, và “detainer” thứ hai cũng không làm được.',
  limitBail: 'Không được từ chối hoặc trì hoãn việc cho tại ngoại vì “detainer”.',
  examplesHeading: 'Ví dụ',
  example: 'Lẽ ra được thả: {from} → thời hạn: {limit}',
  midnight: 'nửa đêm giữa {before} và {after}',
  daysHeading: 'Những ngày không tính, đến {until}',
  daysThenRule: 'Sau đó vẫn áp dụng cùng quy tắc này.',
  daysRuleOnly: 'Không thể lập lịch những ngày này cho nơi này. Áp dụng quy tắc nêu trên.',
  inPlaceOf: 'nghỉ bù cho: {holiday}',

  pastHeading: 'Khi đã quá thời hạn',
  pastNothing: 'Từ lúc đó, “detainer” không còn cho phép trại giam giữ quý vị.',
  pastAsk: 'Hãy yêu cầu nhân viên trại giam thả quý vị và cho họ xem thông báo này.',
  pastCall: 'Nếu không được thả, hãy gọi {number}. Người khác có thể gọi thay quý vị.',
  pastOther: 'Nếu trại giam có lý do hợp pháp riêng để giữ quý vị, họ phải nói được lý do đó là gì.',

  claimHeading: 'Nếu quý vị là công dân Hoa Kỳ hoặc là nạn nhân của tội phạm',
  claimSay:
    'Hãy nói với nhân viên trại giam, gọi {number}, hoặc dùng mã số dưới đây. Người khác có thể làm thay quý vị.',
  claimCitizen:
    'Nếu quý vị nói mình là công dân Hoa Kỳ, mọi biện pháp đối với quý vị phải ngừng lại. Trừ khi cả một người giám sát và một luật sư của chính phủ cùng bác bỏ lời khai này trong vòng {hours} giờ, “detainer” sẽ được rút lại.',
  claimVictim: 'Cũng hãy nói nếu quý vị là nạn nhân hoặc nhân chứng của tội phạm: viên chức phải xem xét điều đó.',

  complainHeading: 'Cách khiếu nại',
  complainWho:
    'Nếu quý vị cho rằng dân quyền của mình bị vi phạm, ví dụ vì chủng tộc, nguồn gốc sắc tộc, tôn giáo hoặc ngôn ngữ, quý vị hoặc bất cứ ai khác đều có thể khiếu nại với Văn phòng Dân quyền và Tự do Dân sự (CRCL) của DHS: {number}.',
  complainHow:
    'Quý vị có thể khiếu nại bằng ngôn ngữ của mình. Việc khiếu nại không mất tiền, và không ai được đối xử với quý vị tệ hơn vì quý vị đã khiếu nại. Hãy cho biết mã số của quý vị và nói rằng đây là về “detainer” I-247.',

  phonesHeading: 'Số điện thoại',
  phoneDayAndNight: 'Ngày và đêm (24 giờ)',
  phoneCivilRights: 'Khiếu nại về dân quyền',
  phoneCitizenOrVictim: 'Công dân Hoa Kỳ và nạn nhân của tội phạm',
  phoneAnsweredBy: 'Nơi trả lời:',
  phoneHours: 'Giờ làm việc:',
  phoneEnforcement: 'Đường dây này báo tin cho cơ quan thực thi luật di trú.',
  phoneNotEnforcement: 'Cơ quan thực thi luật di trú không trả lời đường dây này.',

  codeHeading: 'Mã số của quý vị',
  codeUse:
    'Với mã số này, quý vị, gia đình hoặc luật sư của quý vị có thể tra cứu “detainer” này, báo rằng đã đóng tiền tại ngoại hoặc cáo buộc đã chấm dứt, và nói rằng quý vị là công dân Hoa Kỳ hoặc là nạn nhân. Không cần cho biết tên. Chỉ cho những người quý vị tin cậy xem mã số này.',
  codeWhere: 'Qua điện thoại: {number}.',
  codeWherePage: 'Qua điện thoại: {number}. Trên mạng: {page}',

  clockTitle: 'Thời hạn “detainer” của quý vị: ngày và giờ',
  clockDue: 'Nếu không có “detainer”, lẽ ra quý vị đã được thả: {from}.',
  clockLimit: 'Yêu cầu giữ quý vị chấm dứt chậm nhất vào:',
  clockMidnight: 'Đó là nửa đêm giữa {before} và {after}.',
  clockReplaces: 'Thông báo này thay thế thông báo trước. Áp dụng thời điểm sớm hơn trong hai thời điểm.',
  clockItself: 'Vào lúc đó, yêu cầu tự chấm dứt. Không ai được kéo dài.',

  releaseTitle: 'Yêu cầu giữ quý vị đã chấm dứt',
  releaseAt: 'Đã chấm dứt vào: {at}.',
  releaseLimit: 'Đã hết 48 giờ.',
  releaseCancelled: 'Yêu cầu đã bị hủy bỏ.',
  releaseDeclined: 'Trại giam đã từ chối.',
  releaseNoConviction: 'Yêu cầu tùy thuộc vào một bản án, và không có bản án nào.',
  releaseNotAllowed: 'Luật tại nơi này không cho phép giữ ai chỉ vì “detainer”.',
  releaseWarrant: 'Quy định hiện hành đòi hỏi phải có trát, và không có trát nào kèm theo “detainer”.',
  releaseNothing: '“Detainer” không còn cho phép trại giam giữ quý vị lâu hơn nữa.',

  nameNote: 'Một số ký tự của tên không in được ở đây và được thay bằng {mark}.',
  ownWords: 'Lời văn của thông báo này không phải là văn bản chính thức.',
  notReviewed: 'Bản dịch chưa được người có chuyên môn duyệt lại.',
  reviewed: 'Bản dịch do {who} duyệt, {when}.',
  page: 'Trang {page}/{pages}',

  holidayNewYear: 'Tết Dương lịch',
  holidayKing: 'Ngày sinh Martin Luther King, Jr.',
  holidayWashington: 'Ngày sinh Washington',
  holidayMemorial: 'Ngày Chiến sĩ Trận vong',
  holidayJuneteenth: 'Juneteenth',
  holidayIndependence: 'Ngày Độc lập',
  holidayLabor: 'Ngày Lao động',
  holidayColumbus: 'Ngày Columbus',
  holidayVeterans: 'Ngày Cựu chiến binh',
  holidayThanksgiving: 'Lễ Tạ ơn',
  holidayChristmas: 'Lễ Giáng sinh',
};
