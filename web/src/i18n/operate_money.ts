import "./access";
import "./operate";
import { addMessages } from "./index.svelte";
import { operateMoneyEn } from "./operate_money.en";
import { operateMoneyJa } from "./operate_money.ja";

addMessages(operateMoneyEn, operateMoneyJa);
