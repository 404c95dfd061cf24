import "./style.css";
import { render } from "preact";

const page = document.getElementById("page");
if (page !== null) render(<h1>tranche</h1>, page);
