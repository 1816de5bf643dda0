import{g as i,k as t}from"/assets/chunk-KORP2CCQ.js";function e({id:o}){return i(t,{title:o})}export{e as ClipPage};
