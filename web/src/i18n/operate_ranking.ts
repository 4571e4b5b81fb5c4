import "./operate";
import { addMessages } from "./index.svelte";
import { operateRankingEn } from "./operate_ranking.en";
import { operateRankingJa } from "./operate_ranking.ja";

addMessages(operateRankingEn, operateRankingJa);
