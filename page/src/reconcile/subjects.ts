// What the published figures of the real ledger are about, in Vietnamese: their source file says it in English. A subject that
// is not here is shown as it was recorded.
import type { Language } from "../dates";

const VIETNAMESE: Record<string, string> = {
  "adjusted projects": "đề án điều chỉnh",
  "adjusted projects (đề án điều chỉnh)": "đề án điều chỉnh",
  "all (H1 estimate vs same period)": "tổng số (ước sáu tháng đầu năm so với cùng kỳ)",
  "all (budget vs 2016)": "tổng số (ngân sách so với 2016)",
  "all (estimated/local plan)": "tổng số (ước thực hiện / kế hoạch địa phương)",
  "all (estimated/national plan)": "tổng số (ước thực hiện / kế hoạch quốc gia)",
  "all (estimated/plan)": "tổng số (ước thực hiện / kế hoạch)",
  "all (executed vs executed 2016)": "tổng số (thực hiện so với thực hiện 2016)",
  "all (executed/plan)": "tổng số (thực hiện / kế hoạch)",
  "all (plan vs plan 2016)": "tổng số (kế hoạch so với kế hoạch 2016)",
  "all (plan vs plan 2019)": "tổng số (kế hoạch so với kế hoạch 2019)",
  "all (plan vs plan 2021)": "tổng số (kế hoạch so với kế hoạch 2021)",
  "all (plan vs plan 2023)": "tổng số (kế hoạch so với kế hoạch 2023)",
  "all (rate vs rate of 7M 2021)": "tổng số (tỷ lệ so với tỷ lệ bảy tháng 2021)",
  "cleaner production assessments (planned)": "đánh giá sản xuất sạch hơn (kế hoạch)",
  "consulting projects": "đề án tư vấn",
  "every province in region (upper bound)": "mỗi tỉnh trong khu vực (mức cao nhất)",
  "fairs: establishment participations": "hội chợ: lượt cơ sở tham gia",
  "industrial consulting (revenue/plan)": "tư vấn công nghiệp (doanh thu / kế hoạch)",
  "industrial consulting (vs same period 2021)": "tư vấn công nghiệp (so với cùng kỳ 2021)",
  "machinery/tech transfer: establishments (planned)": "máy móc, chuyển giao công nghệ: cơ sở (kế hoạch)",
  "models + machinery + cleaner production of total plan": "mô hình, máy móc và sản xuất sạch hơn trong tổng kế hoạch",
  "of nationwide local executed 2021": "trong tổng thực hiện địa phương cả nước 2021",
  "of nationwide local plan": "trong tổng kế hoạch địa phương cả nước",
  "of nationwide national executed 2021": "trong tổng thực hiện quốc gia cả nước 2021",
  "of nationwide national plan 2022": "trong tổng kế hoạch quốc gia cả nước 2022",
  "of regional total executed": "trong tổng thực hiện của khu vực",
  "of regional total plan": "trong tổng kế hoạch của khu vực",
  "provinces in region": "số tỉnh trong khu vực",
  "provinces with programme to 2020": "số tỉnh có chương trình đến năm 2020",
  "tech transfer/machinery: establishments supported": "chuyển giao công nghệ, máy móc: cơ sở được hỗ trợ",
  "technical demonstration models": "mô hình trình diễn kỹ thuật",
  "technical demonstration models (planned)": "mô hình trình diễn kỹ thuật (kế hoạch)",
  "trademark: establishments": "nhãn hiệu: cơ sở",
  "tranche 1 of national plan": "đợt 1 trong kế hoạch quốc gia",
  "typical products: establishments at fairs": "sản phẩm công nghiệp nông thôn tiêu biểu: cơ sở dự hội chợ",
  "typical products: fairs held": "sản phẩm công nghiệp nông thôn tiêu biểu: hội chợ đã tổ chức",
  "vocational training: workers trained": "đào tạo nghề: lao động được đào tạo",
  "vocational training: workers vs plan": "đào tạo nghề: lao động so với kế hoạch",
};

export const subjectText = (language: Language, subject: string): string =>
  (language === "vi" && Object.hasOwn(VIETNAMESE, subject) && VIETNAMESE[subject]) || subject;
