import { mount } from "svelte";
import "../styles/index.css";
import EmbedPage from "./EmbedPage.svelte";
import { readFacts } from "./facts";

const target = document.getElementById("app");
const facts = readFacts(document);
if (target && facts) mount(EmbedPage, { target, props: { facts } });
