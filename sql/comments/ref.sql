-- What the schema ref holds, in the analyst's language; run after every migration. The comments
-- in the migrations are for whoever reads those.

COMMENT ON SCHEMA ref IS 'Danh mục dùng chung, có thời hạn hiệu lực, lấy từ sql/seeds và expectations';

COMMENT ON TABLE ref.period IS 'Các kỳ báo cáo, tính từ lịch của ref.frequency';
COMMENT ON COLUMN ref.period.key IS 'Mã kỳ báo cáo, ví dụ 2020 (năm), 2020-Q1 (quý I), 2020-H1 (6 tháng); nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.kind IS 'Loại kỳ, ví dụ quarter (quý), six_months (6 tháng), year (năm); nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.year IS 'Năm báo cáo; nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.starts_on IS 'Ngày đầu của kỳ số liệu; nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.ends_on IS 'Ngày cuối của kỳ số liệu (tính cả ngày đó); nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.cut_off_on IS 'Ngày chốt số liệu (tính cả ngày đó), thường là ngày cuối kỳ; nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.title IS 'Tên kỳ báo cáo như in trong báo cáo; nguồn: ref.frequency';
COMMENT ON COLUMN ref.period.year_before_key IS 'Kỳ để so sánh: cùng kỳ năm trước, hoặc lần gần nhất trước đó của kỳ không phải năm nào cũng có; nguồn: ref.frequency';

COMMENT ON TABLE ref.frequency IS 'Lịch báo cáo: mỗi năm có những kỳ nào, tên gọi, ngày đầu, ngày cuối và ngày chốt';
COMMENT ON COLUMN ref.frequency.kind IS 'Loại kỳ; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.suffix IS 'Phần đứng sau năm trong mã kỳ, để trống đối với kỳ năm; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.label IS 'Tên gọi của loại kỳ; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.title IS 'Tên kỳ như in trong biểu, {year} là năm của mã kỳ, {next} là năm sau; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.starts IS 'Ngày đầu của kỳ số liệu, -1 là của năm trước; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.ends IS 'Ngày cuối của kỳ số liệu, +1 là của năm sau; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.cut_off IS 'Ngày chốt số liệu nếu khác ngày cuối kỳ; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.years IS 'Các năm có kỳ này, cách nhau bằng dấu |, để trống nếu năm nào cũng có; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.valid_from IS 'Ngày bắt đầu áp dụng, xét theo ngày cuối kỳ; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.valid_to IS 'Ngày hết áp dụng (không tính ngày đó), để trống nếu còn áp dụng; nguồn: sql/seeds/frequency.csv';
COMMENT ON COLUMN ref.frequency.note IS 'Căn cứ, hoặc ghi rõ là giả định; nguồn: sql/seeds/frequency.csv';

COMMENT ON TABLE ref.due_day IS 'Hạn gửi của từng loại cơ quan phải báo cáo trong từng kỳ, chưa tính gia hạn';
COMMENT ON COLUMN ref.due_day.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN ref.due_day.agency_kind IS 'Loại cơ quan; nguồn: ref.agency';
COMMENT ON COLUMN ref.due_day.due_on IS 'Ngày cuối cùng của hạn gửi, đã trừ ngày nghỉ hằng tuần và ngày nghỉ lễ; nguồn: ref.deadline, lịch nghỉ lễ của Việt Nam';

COMMENT ON TABLE ref.area IS 'Địa bàn hành chính; mã có thể dùng lại nên mỗi địa bàn được xác định bằng mã và ngày bắt đầu hiệu lực';
COMMENT ON COLUMN ref.area.id IS 'Định danh địa bàn, gồm mã và ngày bắt đầu hiệu lực (code@valid_from); nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.code IS 'Mã hành chính: tỉnh 2 chữ số, huyện 3 chữ số, xã 5 chữ số; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.kind IS 'Loại đơn vị hành chính: tinh (tỉnh), huyen (huyện), thanh_pho (thành phố), thi_tran (thị trấn), xa (xã) hoặc phuong (phường); nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.name IS 'Tên địa bàn như in trong biểu, kể cả loại đơn vị hành chính; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.parent_code IS 'Mã địa bàn cấp trên, để trống đối với tỉnh; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.area_class IS 'Khu vực I, II hoặc III, nếu có thông tin; nguồn: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/area.csv';

COMMENT ON TABLE ref.area_succession IS 'Địa bàn kế thừa của từng địa bàn cấp xã đã kết thúc; cấp huyện suy ra từ các xã nên không có dòng riêng';
COMMENT ON COLUMN ref.area_succession.old_area_id IS 'Định danh địa bàn đã kết thúc (ref.area.id); nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.new_area_id IS 'Định danh địa bàn kế thừa (ref.area.id); nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.changed_on IS 'Ngày đầu tiên của địa bàn kế thừa; nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.share IS 'whole (nhập trọn vẹn) hoặc part (một phần của địa bàn bị chia tách); nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.weight IS 'Phần số liệu chuyển sang địa bàn kế thừa, tính trên 1, để trống nếu chưa có công bố; nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.source IS 'Tài liệu hoặc danh mục đã đối chiếu; nguồn: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/area_succession.csv';

COMMENT ON TABLE ref.area_ground IS 'Hai địa bàn của hai thời điểm bất kỳ có chung phần đất, và phần chung ấy là toàn bộ hay một phần địa bàn thứ nhất';
COMMENT ON COLUMN ref.area_ground.code IS 'Mã địa bàn thứ nhất; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.name IS 'Tên địa bàn thứ nhất; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.valid_from IS 'Ngày đầu tiên của địa bàn thứ nhất, 01/01/0001 nếu danh mục bắt đầu từ địa bàn ấy; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.valid_to IS 'Ngày hết hiệu lực của địa bàn thứ nhất (không tính ngày đó), 31/12/9999 nếu còn hiệu lực; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.in_code IS 'Mã địa bàn thứ hai; nguồn: ref.area, ref.area_succession';
COMMENT ON COLUMN ref.area_ground.in_name IS 'Tên địa bàn thứ hai; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.in_valid_from IS 'Ngày đầu tiên của địa bàn thứ hai, 01/01/0001 nếu danh mục bắt đầu từ địa bàn ấy; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.in_valid_to IS 'Ngày hết hiệu lực của địa bàn thứ hai (không tính ngày đó), 31/12/9999 nếu còn hiệu lực; nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.in_level IS 'Cấp của địa bàn thứ hai: province (tỉnh), district (huyện) hoặc commune (xã); nguồn: ref.area';
COMMENT ON COLUMN ref.area_ground.share IS 'whole (địa bàn thứ nhất nằm trọn trong địa bàn thứ hai) hoặc part (chỉ một phần); nguồn: ref.area_succession';
COMMENT ON COLUMN ref.area_ground.weight IS 'Phần số liệu của địa bàn thứ nhất thuộc địa bàn thứ hai, tính trên 1, để trống nếu chưa có công bố; nguồn: ref.area_succession';

COMMENT ON TABLE ref.agency IS 'Các cơ quan gửi báo cáo';
COMMENT ON COLUMN ref.agency.id IS 'Mã cơ quan trong hệ thống; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.name IS 'Tên đầy đủ của cơ quan; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.short_name IS 'Tên viết gọn, dùng trong bảng; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.kind IS 'Loại cơ quan: board (cơ quan tổng hợp báo cáo), province_department (sở), police (công an), military (quân sự), front (Mặt trận Tổ quốc), district (UBND cấp huyện) hoặc commune (UBND cấp xã); nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.area_code IS 'Mã địa bàn của cơ quan (huyện, thành phố hoặc xã, phường), để trống đối với cơ quan cấp tỉnh; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.successor_id IS 'Cơ quan kế thừa nhiệm vụ, để trống nếu không có; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.responsibility IS 'Lĩnh vực cơ quan chịu trách nhiệm báo cáo; nguồn: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/agency.csv';

COMMENT ON TABLE ref.ethnic_group IS 'Các dân tộc, kèm mã trong hai danh mục chính thức';
COMMENT ON COLUMN ref.ethnic_group.id IS 'Mã dân tộc trong hệ thống; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.name IS 'Tên dân tộc như in trong biểu; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.variants IS 'Các cách viết khác, cách nhau bằng dấu |; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.code_1979 IS 'Mã theo Quyết định số 121 năm 1979, để trống nếu không có; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.code_2008 IS 'Mã theo Quyết định số 1019 năm 2008, để trống nếu không có; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.is_minority IS 'Có phải dân tộc thiểu số hay không; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.is_listed IS 'Có được in sẵn trong biểu mẫu trống hay không; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/ethnic_group.csv';

COMMENT ON TABLE ref.reference_list IS 'Các danh mục mà cột của biểu mẫu được lấy giá trị';
COMMENT ON COLUMN ref.reference_list.id IS 'Mã danh mục, cũng là tên bảng trong nhóm ref; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.word IS 'Cách gọi một mục của danh mục; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.examples IS 'Ví dụ về tên, cách nhau bằng dấu |; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.leading_words IS 'Từ có thể đứng trước tên, cách nhau bằng dấu |; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.above IS 'Danh mục cấp trên, để trống nếu không có; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.part IS 'Nhóm được cộng riêng, để trống nếu không có; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.part_word IS 'Cách gọi nhóm được cộng riêng; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.says IS 'Các cột khác mà danh mục ghi cho mỗi mục, cách nhau bằng dấu |; nguồn: sql/seeds/reference_list.csv';
COMMENT ON COLUMN ref.reference_list.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/reference_list.csv';

COMMENT ON TABLE ref.obligation IS 'Cơ quan nào phải gửi biểu nào, bao lâu một lần';
COMMENT ON COLUMN ref.obligation.agency_id IS 'Mã cơ quan, để trống nếu cả loại cơ quan phải gửi; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.agency_kind IS 'Loại cơ quan, để trống nếu chỉ một cơ quan phải gửi; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.form_id IS 'Mã biểu phải gửi; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.frequency IS 'Loại kỳ báo cáo phải gửi; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.note IS 'Điều giả định, để trống nếu không có; nguồn: sql/seeds/obligation.csv';

COMMENT ON TABLE ref.deadline IS 'Thời hạn gửi sau ngày chốt số liệu của từng loại cơ quan';
COMMENT ON COLUMN ref.deadline.period_kind IS 'Loại kỳ báo cáo, để trống nếu là mọi loại; nguồn: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.agency_kind IS 'Loại cơ quan, để trống nếu là mọi loại; nguồn: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.working_days_after_cutoff IS 'Số ngày làm việc sau ngày chốt số liệu; đơn vị: ngày; nguồn: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.basis IS 'Căn cứ pháp lý, hoặc ghi rõ là giả định; nguồn: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/deadline.csv';

COMMENT ON TABLE ref.signing IS 'Các biểu chỉ có hiệu lực sau khi thủ trưởng cơ quan ký xác nhận';
COMMENT ON COLUMN ref.signing.form_id IS 'Mã biểu; nguồn: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.valid_from IS 'Ngày bắt đầu áp dụng, xét theo ngày cuối kỳ báo cáo; nguồn: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.valid_to IS 'Ngày hết áp dụng (không tính ngày đó), để trống nếu còn áp dụng; nguồn: sql/seeds/signing.csv';
COMMENT ON COLUMN ref.signing.note IS 'Ai quyết định, theo văn bản nào; nguồn: sql/seeds/signing.csv';

COMMENT ON TABLE ref.member_succession IS 'Mục nào của danh mục thay thế mục đã kết thúc, và số liệu của hai mục có so sánh được hay không';
COMMENT ON COLUMN ref.member_succession.list IS 'Mã danh mục (ref.reference_list.id); nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.old_id IS 'Mã mục đã kết thúc; nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.new_id IS 'Mã mục thay thế, để trống nếu không có; nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.changed_on IS 'Ngày đầu tiên của mục thay thế; nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.share IS 'whole (toàn bộ số liệu thuộc mục thay thế), part (một phần) hoặc none (không so sánh được); nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.mark IS 'published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: sql/seeds/member_succession.csv';
COMMENT ON COLUMN ref.member_succession.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/member_succession.csv';

COMMENT ON TABLE ref.series_break IS 'Những ngày mà chuỗi số liệu bị ngắt: số liệu sau ngày đó không so sánh với số liệu trước đó';
COMMENT ON COLUMN ref.series_break.broken_on IS 'Ngày đầu tiên theo cách mới; nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.kind IS 'Loại thay đổi: boundary (địa giới; chỉ ngắt số cộng toàn tỉnh, từng địa bàn xét theo ref.area_ground), poverty_standard (chuẩn nghèo), criteria (bộ tiêu chí, phân định), programme (chương trình), survey (cuộc điều tra); nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.form_id IS 'Mã biểu; nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.columns IS 'Các cột bị ngắt, cách nhau bằng dấu |; để trống nếu là mọi cột; nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.text IS 'Câu in ở chú thích báo cáo; nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.mark IS 'published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: sql/seeds/series_break.csv';
COMMENT ON COLUMN ref.series_break.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/series_break.csv';

COMMENT ON TABLE ref.target IS 'Các mục tiêu nêu trong văn bản; mỗi văn bản có thể nêu mức khác nhau';
COMMENT ON COLUMN ref.target.indicator_id IS 'Mã chỉ tiêu trong hệ thống; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.indicator IS 'Tên chỉ tiêu; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.document IS 'Văn bản giao mục tiêu; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.year IS 'Năm phải đạt mục tiêu; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.comparison IS 'Cách so sánh: =, >, >=, <, <= hoặc range (từ value đến value_high); nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.value IS 'Giá trị mục tiêu, theo đơn vị ở cột unit; để trống nếu văn bản không nêu số; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.value_high IS 'Mức trên của khoảng mục tiêu, theo đơn vị ở cột unit; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.unit IS 'Đơn vị tính của giá trị; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.basis IS 'Tỷ lệ tính trên tổng nào; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.wording IS 'Nguyên văn mục tiêu trong văn bản; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.number IS 'Số thứ tự mục tiêu trong kế hoạch của tỉnh; văn bản khác nêu mức cho cùng việc mang cùng số; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.item IS 'Mục, điểm của văn bản, để trống nếu chưa rõ; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.is_of_baseline IS 'Giá trị mục tiêu là phần trăm của mốc hay không; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.mark IS 'Mức mục tiêu là published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.baseline_year IS 'Năm của mốc, để trống nếu chưa có mốc so sánh được; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.baseline_value IS 'Giá trị mốc đã công bố; để trống nếu lấy số liệu các cơ quan báo cáo của năm đó; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.baseline_text IS 'Mốc là gì, lấy ở đâu; nguồn: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.baseline_mark IS 'Mốc là published (đã công bố), derived (suy ra) hay assumed (giả định), để trống nếu không có; nguồn: sql/seeds/target.csv';

COMMENT ON TABLE ref.form IS 'Các biểu mẫu đang dùng';
COMMENT ON COLUMN ref.form.id IS 'Mã biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.number IS 'Số hiệu biểu như in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.title IS 'Tên biểu như in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.sheet IS 'Tên trang tính trong biểu mẫu trống; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.edition IS 'Phiên bản của biểu mẫu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.unit IS 'Đơn vị tính in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.description IS 'Nội dung của biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.legal_basis IS 'Căn cứ pháp lý, để trống nếu không có; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.frequencies IS 'Các loại kỳ báo cáo phải gửi biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.key_columns IS 'Các cột xác định một dòng; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.label_columns IS 'Các cột dùng để gọi tên một dòng; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.holds_personal_data IS 'Biểu có cột chứa dữ liệu cá nhân hay không; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.exclusive_column IS 'Cột ghi địa bàn mà mỗi kỳ chỉ một cơ quan báo cáo, để trống nếu nhiều cơ quan cùng báo cáo được; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.part_of IS 'Mã biểu mà bảng này kèm theo (các dòng thuộc về dòng của biểu đó), để trống nếu không; nguồn: expectations/*.odcs.yaml';

COMMENT ON TABLE ref.form_column IS 'Các cột của biểu mẫu đang dùng';
COMMENT ON COLUMN ref.form_column.form_id IS 'Mã biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.name IS 'Tên cột trong kho dữ liệu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.position IS 'Thứ tự cột trong biểu, tính từ 1; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.code IS 'Mã cột như in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.header IS 'Tên cột như in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.header_group IS 'Tên nhóm cột phía trên, để trống nếu không có; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.type IS 'Kiểu dữ liệu của ô; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.unit IS 'Đơn vị tính in trên biểu, để trống nếu không có; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.measure IS 'Tính chất số liệu: flow (phát sinh, cộng được qua các quý), stock (tại cuối kỳ, không cộng qua các quý), cumulative (lũy kế, không giảm qua các kỳ), year_to_date (lũy kế từ đầu năm, không giảm qua các kỳ trong năm), để trống nếu không phải số; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_required IS 'Có bắt buộc ghi hay không; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_personal IS 'Có phải dữ liệu cá nhân hay không; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_sensitive IS 'Số nhỏ (từ 1 đến 4), hoặc lời có thể nhắc số đó, có được giữ kín, chỉ Ban xem, hay không; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_totalled IS 'Có được cộng ở dòng tổng hay không; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.choices IS 'Mã lưu trong kho và chữ in trên biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.valid_from IS 'Ngày bắt đầu hiệu lực, để trống nếu không giới hạn; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: expectations/*.odcs.yaml';

COMMENT ON TABLE ref.rule IS 'Các quy tắc kiểm tra biểu mẫu';
COMMENT ON COLUMN ref.rule.id IS 'Mã quy tắc; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.form_id IS 'Mã biểu được kiểm tra; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.severity IS 'Mức độ: critical (phải sửa), warning (phải sửa hoặc giải trình) hoặc info (để biết); nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.rung IS 'Bậc kiểm tra, từ 1 (tệp) đến 6 (kho dữ liệu); nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.title IS 'Nội dung quy tắc; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.message IS 'Câu thông báo, có chỗ để điền số liệu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.basis IS 'Căn cứ pháp lý, để trống nếu không có; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.columns IS 'Các cột được đánh dấu khi phát hiện; nguồn: expectations/*.odcs.yaml';

COMMENT ON FUNCTION ref.area_on(text, date, date) IS 'Các địa bàn của ngày thứ hai (từng cấp) có chung phần đất với địa bàn mang mã này vào ngày thứ nhất, trọn vẹn hay một phần, so sánh được hay không';
COMMENT ON FUNCTION ref.check_succession() IS 'Thủ tục bảo đảm địa bàn nào kết thúc cũng có địa bàn kế thừa, địa bàn nào thành lập sau ngày bắt đầu danh mục cũng có địa bàn trước đó, không mất và không tính hai lần';
COMMENT ON FUNCTION ref.key_range(text) IS 'Khoảng chỉ gồm một khóa dạng chữ, dùng cho ràng buộc không trùng lặp';

COMMENT ON TABLE ref.threshold IS 'Ngưỡng của các kiểm tra: lệch quá mức này thì hỏi lại';
COMMENT ON COLUMN ref.threshold.id IS 'Mã ngưỡng; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.value IS 'Mức cho phép; đơn vị: theo cột unit; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.unit IS 'Đơn vị của mức cho phép; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.valid_from IS 'Ngày bắt đầu áp dụng, xét theo ngày chốt số liệu của kỳ; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.valid_to IS 'Ngày hết áp dụng (ngày đầu tiên không còn áp dụng), để trống nếu còn áp dụng; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.set_by IS 'Người quy định; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.reason IS 'Lý do; nguồn: sql/seeds/threshold.csv';
COMMENT ON COLUMN ref.threshold.assumed IS 'Có phải mức giả định hay không; nguồn: sql/seeds/threshold.csv';
